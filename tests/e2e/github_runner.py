"""Runs the jobs of a GitHub workflow as a runner would: in clean folders, without a cache.

The actions that a workflow names are not run: what each would do here is done instead. Every script
is run as it stands, by the shell of the runner.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.e2e.emulator import Emulator
from tests.e2e.journey import Journey, borrow

REPOSITORY = "acme/orders"
_ISSUER = "https://token.actions.githubusercontent.com"
_EXPRESSION = re.compile(r"\$\{\{ *([a-z.A-Z_0-9-]+) *\}\}")
_SECONDS = 300
_LOCK = "lambda-container.lock.json"
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


class JobError(AssertionError):
    """A step of a job ended with an error.

    Attributes:
        step: Name of the step.
    """

    def __init__(self, step: str, output: str) -> None:
        self.step, self.output = step, output
        super().__init__(f"{step}:\n{output}")


class GitHubRunner:
    """GitHub, as far as the workflows of one repository need it.

    Args:
        journey: The project, whose files are the repository's.
        emulator: AWS.
        variables: Variables of the repository.
        folder: Where jobs work.
    """

    def __init__(
        self, journey: Journey, emulator: Emulator, variables: Mapping[str, str], folder: Path
    ) -> None:
        self._journey, self._emulator, self._folder = journey, emulator, folder
        self.variables = dict(variables)
        self.artifacts, self.origin = folder / "artifacts", folder / "origin.git"
        self.summary = ""
        self._jobs = 0
        self._pins: str | None = None

    def run(
        self, workflow: str, *, event: str = "push", without: Sequence[str] = ()
    ) -> dict[str, str]:
        """Run the jobs of a workflow in their order; returns what each printed, by its name."""
        shutil.rmtree(self.artifacts, ignore_errors=True)
        printed: dict[str, str] = {}
        for name in [one for one in self._ordered(workflow) if one not in without]:
            for matrix in self._matrix(workflow, name):
                key = "-".join([name, *([matrix["stack"]] if matrix else [])])
                printed[key] = self.run_job(workflow, name, event=event, matrix=matrix)
        return printed

    def run_job(
        self,
        workflow: str,
        name: str,
        *,
        event: str = "push",
        matrix: Mapping[str, str] | None = None,
    ) -> str:
        """Run one job; returns what its scripts printed.

        Raises:
            JobError: A step ended with an error.
        """
        job = self._read(workflow)["jobs"][name]
        if "uses" in job:
            return "".join(self.run(Path(job["uses"]).stem, event=event).values())
        contexts = {f"vars.{k}": v for k, v in self.variables.items()}
        contexts |= {f"matrix.{k}": self._filled(v, contexts) for k, v in (matrix or {}).items()}
        contexts |= {"github.token": "none", "github.repository": REPOSITORY}
        contexts["github.event.pull_request.number"] = "1"
        return _Job(self, job, contexts, subject_of(job, event)).run()

    def pin(self, lock: str) -> None:
        """Let the repository have a lock file from now on."""
        self._pins = lock

    def new_folder(self) -> Path:
        """An empty folder for a job."""
        self._jobs += 1
        folder = self._folder / f"job-{self._jobs}"
        folder.mkdir(parents=True)
        return folder

    def check_out(self, folder: Path) -> None:
        """What the action checkout does: the files that Git tracks."""
        ignored = shutil.ignore_patterns(
            ".venv", "cdktf.out", "*.tfstate*", "*.lock.json", "*_cache"
        )
        shutil.copytree(self._journey.project, folder, dirs_exist_ok=True, ignore=ignored)
        if self._pins is not None:
            (folder / _LOCK).write_text(self._pins)
        if not self.origin.exists():
            _git(self._folder, "init", "--quiet", "--bare", str(self.origin))
        _git(folder, "init", "--quiet")
        _git(folder, "add", ".")
        _git(folder, "-c", "user.name=a", "-c", "user.email=a", "commit", "--quiet", "-m", "a")
        _git(folder, "remote", "add", "origin", str(self.origin))

    def environment(self, folder: Path) -> dict[str, str]:
        """The variables of a job, without anybody's credentials."""
        journey = {k: v for k, v in self._journey.environment.items() if k not in _KEYS}
        # The command is that of the project's own environment only.
        paths = journey["PATH"].split(os.pathsep)[1:]
        tools = [str(self._gh(folder)), *paths]
        return {
            **journey,
            "CI": "true",
            "HOME": str(folder / "home"),
            "PATH": os.pathsep.join(tools),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
            "RUNNER_TEMP": str(folder),
        }

    def credentials(self, role: str, subject: str) -> dict[str, str]:
        """What AWS gives for a job's token."""
        answer = self._emulator.client("sts").assume_role_with_web_identity(
            RoleArn=role, RoleSessionName="job", WebIdentityToken=token(subject)
        )["Credentials"]
        values = (answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])
        return dict(zip(_KEYS, values, strict=True))

    @property
    def python(self) -> str:
        """The Python that the action setup-python provides."""
        return self._journey.environment["PYTHON"]

    def _gh(self, folder: Path) -> Path:
        """GitHub's command, which notes the comment or the pull request that it is to write."""
        programs = folder / "bin"
        programs.mkdir(exist_ok=True)
        script = (
            '#!/bin/sh\ncase "$*" in "auth setup-git") ;; "pr list"*) ;;'
            ' "pr create"*) echo "gh $*"; cat incoming/bases.md;;'
            " *--jq*) ;; *) cat comment.md;; esac\n"
        )
        (programs / "gh").write_text(script)
        (programs / "gh").chmod(0o755)
        return programs

    def _read(self, workflow: str) -> Any:
        file = self._journey.project / ".github" / "workflows" / f"{workflow}.yml"
        return YAML(typ="safe").load(file.read_text(encoding="utf-8"))

    def _ordered(self, workflow: str) -> list[str]:
        jobs: dict[str, Any] = self._read(workflow)["jobs"]
        ordered: list[str] = []
        while len(ordered) < len(jobs):
            for name, job in jobs.items():
                needs = job.get("needs", [])
                needs = [needs] if isinstance(needs, str) else needs
                if name not in ordered and set(needs) <= set(ordered):
                    ordered.append(name)
        return ordered

    def _matrix(self, workflow: str, name: str) -> list[dict[str, str]]:
        job = self._read(workflow)["jobs"][name]
        found: list[dict[str, str]] = job.get("strategy", {}).get("matrix", {}).get("include", [{}])
        return found

    @staticmethod
    def _filled(text: str, contexts: Mapping[str, str]) -> str:
        return _EXPRESSION.sub(lambda match: contexts[match[1]], text)


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


class _Job:
    """One job, in a folder of its own."""

    def __init__(
        self, runner: GitHubRunner, job: Any, contexts: Mapping[str, str], subject: str
    ) -> None:
        self._runner, self._job, self._contexts, self._subject = runner, job, contexts, subject
        self._home = runner.new_folder()
        self._folder = self._home / "workspace"
        self._folder.mkdir()
        (self._home / "home").mkdir()
        self._environment = runner.environment(self._home)
        self._printed: list[str] = []

    def run(self) -> str:
        with issuing(self._subject) as variables:
            self._environment |= variables
            for step in self._job["steps"]:
                if "uses" in step:
                    self._use(step["uses"].partition("@")[0], step.get("with", {}))
                else:
                    self._script(step)
        if (summary := Path(self._environment["GITHUB_STEP_SUMMARY"])).exists():
            self._runner.summary = summary.read_text()
        return "".join(self._printed)

    def _script(self, step: Any) -> None:
        own = {name: self._text(value) for name, value in step.get("env", {}).items()}
        # https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
        if "shell" not in step:
            shell = ["bash", "-e", "-c"]
        done = subprocess.run(
            [*shell, step["run"]],
            cwd=self._folder,
            env={**self._environment, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        self._printed.append(done.stdout)
        if done.returncode:
            raise JobError(step["name"], done.stdout)

    def _use(self, action: str, arguments: Mapping[str, Any]) -> None:
        given = {name: self._text(str(value)) for name, value in arguments.items()}
        match action.rpartition("/")[2]:
            case "checkout":
                self._runner.check_out(self._folder)
            case "set-up":
                venv = self._folder / ".venv"
                subprocess.run([self._runner.python, "-m", "venv", str(venv)], check=True)
                borrow(venv)
            case "configure-aws-credentials":
                role, region = given["role-to-assume"], given["aws-region"]
                self._environment |= self._runner.credentials(role, self._subject)
                self._environment |= {"AWS_REGION": region}
            case "upload-artifact":
                target = self._runner.artifacts / given["name"]
                target.mkdir(parents=True)
                shutil.copy(self._folder / given["path"], target)
            case "download-artifact":
                target = self._folder / given.get("path", ".")
                for source in self._runner.artifacts.glob(given.get("name") or given["pattern"]):
                    shutil.copytree(source, target, dirs_exist_ok=True)
            case "setup-terraform" | "setup-opentofu" | "setup-buildx-action":
                pass  # on PATH
            case _:
                raise AssertionError(f"the runner knows no action {action}")

    def _text(self, text: str) -> str:
        return _EXPRESSION.sub(lambda match: self._contexts[match[1]], text)


def subject_of(job: Any, event: str) -> str:
    """The subject of a job's token.

    https://docs.github.com/actions/reference/security/oidc
    """
    if "environment" in job:
        return f"repo:{REPOSITORY}:environment:{job['environment']}"
    if event == "pull_request":
        return f"repo:{REPOSITORY}:pull_request"
    return f"repo:{REPOSITORY}:ref:refs/heads/main"


def token(subject: str) -> str:
    """A token such as GitHub signs; the emulator reads its claims."""
    claims = {"iss": _ISSUER, "aud": "sts.amazonaws.com", "sub": subject}
    parts = [{"alg": "RS256", "typ": "JWT"}, claims]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*coded, b"signature"]).decode()


@contextmanager
def issuing(subject: str) -> Iterator[dict[str, str]]:
    """The service that gives a job its tokens, and the variables that name it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = json.dumps({"value": token(subject)}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}/?api-version=2"
        yield {"ACTIONS_ID_TOKEN_REQUEST_URL": address, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "token"}
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
