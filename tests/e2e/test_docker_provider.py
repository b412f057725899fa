"""The Docker provider does what the real one was seen to do, whichever of the two it is."""

from __future__ import annotations

import base64
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lambda_container.terraform.provider_versions import TESTED
from tests.e2e.base_registry import BaseRegistry
from tests.e2e.conftest import BUILD_SECRET
from tests.e2e.emulator import REGISTRY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.process import Process
from tests.e2e.pushed_image import RegistryReader
from tests.e2e.recorded import RECORDINGS, RecordedCase, cause, read_cases
from tests.e2e.terraform import (
    Changes,
    Installation,
    TerraformError,
    Workspace,
    find_docker_provider,
    write_stand_in,
)
from tests.terraform import HOSTS, MACHINE

_BASE = "public.ecr.aws/lambda/python:3.13"
_DOOR = Path(__file__).with_name("stand_ins") / "engine_door.py"
_LIFE = "the life of a resource"
_CASES = read_cases("docker-20.10")
# Where the engine's own BuildKit has other words and other media types.
_NEWER = "docker-29-containerd"


@pytest.mark.parametrize("recording", ["docker-20.10", _NEWER])
def test_every_recorded_error_has_one_cause(recording: str) -> None:
    for case in read_cases(recording):
        for step in case.steps:
            assert "error" not in step or cause(step["error"])


class Replay:
    """Does what a case did, in a folder of its own."""

    def __init__(
        self, root: Path, case: RecordedCase, emulator: Emulator, terraform: Installation
    ) -> None:
        self.case, self.root = case, root
        self._emulator = emulator
        self.repository = f"replay/{re.sub(r'[^a-z0-9]+', '-', case.name.lower()).strip('-')}"
        self.tag = "one"
        self.build = dict(case.build)
        self.triggers: dict[str, str] = case.image.get("triggers", {})
        self.ignore = case.image.get("lifecycle", {}).get("ignore_changes", [])
        self._log = root / "engine.log"
        self.workspace = Workspace(root / "work", terraform)
        self.workspace.environment |= {
            **{
                name: value.replace("TMP/emulator/bare-config", str(emulator.no_login))
                for name, value in case.environment.items()
            },
            "DOCKER_HOST": f"unix://{root}/door.sock",
        }

    def lay_out(self, base: str) -> None:
        """Write the files; the private base image is that of ``base``."""
        self.workspace.folder.mkdir(parents=True)
        for name, content in self.case.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            match content:
                case str():
                    path.write_text(content.replace("REGISTRY/REPO:one", base))
                case {"link": target}:
                    path.symlink_to(target)
                case {"folder": True}:
                    path.mkdir()
                case {"text": text, "mode": mode}:
                    path.write_text(text)
                    path.chmod(int(mode, 8))
                case _:
                    raise AssertionError(content)

    def write(self) -> None:
        """Write the configuration as it is now."""
        if self.case.provider is None:
            login = {"config_file_content": json.dumps({"credsStore": "ecr-login"})}
            logins = [{"address": REGISTRY, **login}]
        else:
            logins = [self._login(login) for login in self.case.provider]
        image = {
            "name": f"{REGISTRY}/{self.repository}:{self.tag}",
            "keep_remotely": True,
            **self.case.image,
            "build": self.build,
        }
        if "lifecycle" in image:
            image |= {"triggers": self.triggers, "lifecycle": {"ignore_changes": self.ignore}}
        docker = {"source": "kreuzwerker/docker", "version": TESTED["docker"]}
        configuration = {
            "terraform": {"required_providers": {"docker": docker}},
            "provider": {"docker": {"registry_auth": logins}},
            "resource": {"docker_registry_image": {"image": image}},
        }
        (self.workspace.folder / "main.tf.json").write_text(json.dumps(configuration))

    def _login(self, login: dict[str, str]) -> dict[str, str]:
        password = "wrong!" if "wrong" in self.case.name else self._emulator.new_token()
        return {
            name: value.replace("REGISTRY", REGISTRY).replace("SECRET", password)
            for name, value in login.items()
        }

    def asked(self) -> list[str]:
        """What the engine was asked since the last time, each request once."""
        if not self._log.exists():
            return []
        requests = self._log.read_text().splitlines()
        self._log.unlink()
        return sorted({self._placeholders(request) for request in requests})

    def _placeholders(self, request: str) -> str:
        request = request.replace(f"{REGISTRY}/{self.repository}", "REGISTRY/REPO")
        request = re.sub(r"(?<=session=)\w+", "ID", request)
        return request.replace(
            f"{REGISTRY}%2F{self.repository.replace('/', '%2F')}", "REGISTRY%2FREPO"
        )


@dataclass(frozen=True)
class Workbench:
    """What all cases share.

    Attributes:
        emulator: The registry, and who logs in.
        terraform: Terraform.
        providers: Where Terraform was initialized, once: the cases have the same providers.
        private_base: A base image in a repository that wants a login, which the engine has not.
    """

    emulator: Emulator
    terraform: Installation
    providers: Path
    private_base: str


@pytest.fixture(scope="module", autouse=True)
def _no_network(bases: BaseRegistry, engine: Engine) -> Iterator[None]:
    """The recordings were made where no registry of base images could be reached."""
    with bases.unknown():
        yield


@pytest.fixture(scope="module")
def workbench(work: Path, emulator: Emulator, engine: Engine, terraform: Installation) -> Workbench:
    folder = work / "replay"
    folder.mkdir()
    return Workbench(
        emulator,
        terraform,
        _initialized(folder / "init", terraform),
        _private_base(folder / "private-base", emulator, engine),
    )


def _initialized(folder: Path, terraform: Installation) -> Path:
    folder.mkdir()
    docker = {"source": "kreuzwerker/docker", "version": TESTED["docker"]}
    configuration = {"terraform": {"required_providers": {"docker": docker}}}
    (folder / "main.tf.json").write_text(json.dumps(configuration))
    Workspace(folder, terraform).init()
    return folder


def _private_base(folder: Path, emulator: Emulator, engine: Engine) -> str:
    emulator.client("ecr").create_repository(repositoryName="replay/private-base")
    name = f"{REGISTRY}/replay/private-base:one"
    folder.mkdir()
    (folder / "Dockerfile").write_text(f"FROM {_BASE}\nCOPY . ./\n")
    (folder / "app.py").write_text("print(1)\n")
    engine.run("build", "--tag", name, str(folder))
    engine.run("push", name)
    engine.run("image", "rm", name)
    return name


@pytest.fixture
def replay(
    request: pytest.FixtureRequest, work: Path, engine: Engine, workbench: Workbench
) -> Iterator[Replay]:
    case = _of_this_engine(request.param, engine)
    root = work / "replay" / str(_CASES.index(request.param))
    replay = Replay(root, case, workbench.emulator, workbench.terraform)
    replay.lay_out(workbench.private_base)
    shutil.copy2(workbench.providers / ".terraform.lock.hcl", replay.workspace.folder)
    replay.workspace.environment["TF_DATA_DIR"] = str(workbench.providers / ".terraform")
    if case.name != "push: no such repository":
        workbench.emulator.client("ecr").create_repository(
            repositoryName=replay.repository, imageTagMutability="IMMUTABLE"
        )
    command = [sys.executable, str(_DOOR), f"{root}/door.sock", engine.host.removeprefix("unix://")]
    door = Process([*command, str(root / "engine.log")], root / "door.log")
    door.wait_until((root / "door.sock").exists)
    try:
        yield replay
    finally:
        door.kill()


def _of_this_engine(case: RecordedCase, engine: Engine) -> RecordedCase:
    if not engine.has_containerd_store:
        return case
    newer = {case.name: case for case in read_cases(_NEWER)}
    if case.name not in newer:
        pytest.skip(f"not recorded with Docker {engine.version}")
    return newer[case.name]


@pytest.mark.parametrize(
    "replay", [case for case in _CASES if case.name != _LIFE], indirect=True, ids=lambda c: c.name
)
def test_a_case_ends_as_it_was_recorded(replay: Replay, emulator: Emulator, engine: Engine) -> None:
    pushed = None
    for step in replay.case.steps:
        _replay(step, replay)
        if step["did"] == "apply" and "actions" in step:
            pushed = _described(replay, emulator, engine)
        if step["did"] == "look":
            assert len(emulator.digests(replay.repository)) == step["digests"]

    assert pushed == replay.case.pushed


@pytest.mark.parametrize(
    "replay", [case for case in _CASES if case.name == _LIFE], indirect=True, ids=lambda c: c.name
)
def test_the_life_of_a_resource_is_as_it_was_recorded(
    replay: Replay, emulator: Emulator, engine: Engine
) -> None:
    steps = iter(replay.case.steps)

    def step() -> None:
        _replay(next(steps), replay)

    step()
    step()
    replay.triggers, replay.tag = {"content_hash": "2"}, "two"
    step()
    step()
    assert _reader(emulator).tags(replay.repository) == next(steps)["tags"]
    replay.tag, replay.build = "ignored", {**replay.build, "label": {"other": "label"}}
    step()
    replay.ignore = ["name"]
    step()
    replay.ignore = ["name", "build"]
    engine.forget(f"{REGISTRY}/{replay.repository}:")
    step()
    with engine.away():
        step()
        step()
        replay.triggers, replay.tag = {"content_hash": "3"}, "three"
        step()
        step()
        step()
    step()
    emulator.shut_registry()
    step()
    _replay(next(steps), replay, "-refresh-only")
    emulator.open_registry()
    step()
    # Something else than what the tag has.
    replay.workspace.run("state", "rm", "docker_registry_image.image")
    engine.forget(f"{REGISTRY}/{replay.repository}:")
    engine.run("builder", "prune", "--force", "--all")
    (replay.root / "ctx" / "app.py").touch()
    step()
    with engine.away():
        step()
    assert next(steps, None) is None


def test_the_schema_is_the_recorded_one(workbench: Workbench) -> None:
    recorded = json.loads((RECORDINGS / "schema.json").read_text())
    workspace = Workspace(workbench.providers, workbench.terraform)

    (schema,) = json.loads(workspace.run("providers", "schema", "-json"))[
        "provider_schemas"
    ].values()

    assert _facts(schema["provider"]) == _facts(recorded["provider"])
    image = schema["resource_schemas"]["docker_registry_image"]
    assert _facts(image) == _facts(recorded["docker_registry_image"])


def _facts(schema: Any) -> Any:
    """A schema without what only people read."""
    if isinstance(schema, dict):
        return {k: _facts(v) for k, v in schema.items() if not k.startswith("description") and v}
    return schema


def _replay(step: dict[str, Any], replay: Replay, *options: str) -> None:
    if step["did"] == "read build.log":
        _compare_logs((replay.workspace.folder / "build.log").read_text(), step["has"])
        return
    if step["did"] == "look":
        return
    replay.write()
    replay.asked()
    error, changes = None, Changes({})
    try:
        match step["did"]:
            case "apply":
                changes = replay.workspace.apply(*options)
            case "plan":
                changes = replay.workspace.plan()
            case "destroy":
                changes = replay.workspace.destroy()
    except TerraformError as failed:
        error = str(failed)
    asked = replay.asked()
    if "error" in step:
        assert error is not None, f"{step['error']}\nwas expected"
        assert cause(error) == cause(step["error"]), error
    else:
        assert error is None, error
        assert changes.actions == step["actions"]
    _compare_requests(asked, step["engine"])


def _compare_requests(asked: list[str], recorded: list[str]) -> None:
    if find_docker_provider() is not None:
        assert asked == recorded
        return
    # The stand-in asks by way of Docker's client, but asks and pushes when the real one does.
    assert bool(asked) == bool(recorded), (asked, recorded)
    pushes = [[each for each in requests if "/push?" in each] for requests in (asked, recorded)]
    assert pushes[0] == pushes[1]


def _compare_logs(log: str, recorded: str) -> None:
    recorded = recorded.replace("VALUE-OF-E2E_BUILD_SECRET", BUILD_SECRET)
    assert log.splitlines()[0] == recorded.splitlines()[0]
    for printed in re.findall(r"^#\d+ N (.+)$", recorded, re.MULTILINE):
        assert printed in log


def _described(replay: Replay, emulator: Emulator, engine: Engine) -> dict[str, Any]:
    return _reader(emulator).describe(replay.repository, replay.tag, engine.inspect(_BASE))


def _reader(emulator: Emulator) -> RegistryReader:
    token = base64.b64encode(f"AWS:{emulator.new_token()}".encode()).decode()
    return RegistryReader(REGISTRY, token, emulator.authority)


def test_a_provider_below_the_range_is_refused_by_init(
    tmp_path: Path, setup: Path, terraform: Installation
) -> None:
    mirror = tmp_path / "mirror"
    for host in HOSTS:
        folder = mirror / host / "kreuzwerker" / "docker"
        for version in ("3.6.2", "4.2.0"):
            write_stand_in(folder / version / MACHINE, setup, version)
    docker = {"source": "kreuzwerker/docker", "version": TESTED["docker"]}
    configuration = {"terraform": {"required_providers": {"docker": docker}}}
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "main.tf.json").write_text(json.dumps(configuration))
    workspace = Workspace(tmp_path / "work", terraform)

    with pytest.raises(TerraformError, match=r"no available releases match"):
        workspace.run("init", "-no-color", f"-plugin-dir={mirror}")
