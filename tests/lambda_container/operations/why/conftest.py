"""A project to synthesize, with its own cache for the build records."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import BuildSecret, ContainerFunction, ContainerImage, Repository, user_cache

Synthesize = Callable[..., None]


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(user_cache, "root", lambda: tmp_path / "cache")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one function; nothing is synthesized yet."""
    folder = tmp_path / "project"
    function = folder / "functions" / "hello"
    (function / "data").mkdir(parents=True)
    (function / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (function / ".dockerignore").write_text("# tests stay here\ntest_*\n**/*.log\n!keep.log\n")
    (function / "app.py").write_text("def handler(event, context): ...\n")
    (function / "test_app.py").write_text("")
    (function / "keep.log").write_text("")
    (function / "data" / "big.bin").write_bytes(bytes(5000))
    (function / "data" / "debug.log").write_text("")
    (function / "link").symlink_to("app.py")
    (folder / "cdktf.json").write_text('{"app": "false"}')
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NPMRC", "")
    for name in ("CDKTF_OUTDIR", "CDKTF_CONTEXT_JSON"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def function(project: Path) -> Path:
    """The folder of the function."""
    return project / "functions" / "hello"


@pytest.fixture
def synthesize(project: Path) -> Synthesize:
    """Synthesize the stacks dev and prod; the arguments are passed to the image."""

    def run(*, prod: dict[str, object] | None = None, **arguments: object) -> None:
        app = App(outdir=str(project / "cdktf.out"))
        for name, given in (("dev", arguments), ("prod", arguments if prod is None else prod)):
            stack = TerraformStack(app, name)
            AwsProvider(stack, "aws", region="eu-west-1")
            repository = Repository(stack, "Repository", name="hello")
            image = ContainerImage.build(
                "functions/hello",
                repository=repository,
                secrets=[BuildSecret(id="npmrc", env="NPMRC")],
                id="Hello-Image",
                **given,  # type: ignore[arg-type]
            )
            ContainerFunction(stack, "Hello", function_name=f"{name}-hello", image=image)
        app.synth()

    return run


@pytest.fixture
def git(project: Path) -> Callable[..., str]:
    """Run git in the project, which becomes a repository with one commit."""

    def run(*arguments: str) -> str:
        settings = ["-c", "user.name=x", "-c", "user.email=x", "-c", "commit.gpgsign=false"]
        command = ["git", *settings, *arguments]
        return subprocess.check_output(command, cwd=project, text=True).strip()

    run("init", "--quiet")
    (project / ".gitignore").write_text("cdktf.out/\n")
    run("add", ".")
    run("commit", "--quiet", "--message", "one")
    return run
