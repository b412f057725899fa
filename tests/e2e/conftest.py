"""The workbench: Docker engine, emulator, base images, Terraform, and an environment on them.

Each of pytest-xdist's workers has one of its own. The tests of a file go to one worker, and those
of a group of files, so that they share what they deploy.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.docker.conftest import unavailable
from tests.e2e import base_image
from tests.e2e.base_registry import BaseRegistry
from tests.e2e.emulator import Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Probe, Project
from tests.e2e.terraform import AWS_VERSION, STAND_IN_VERSION, Installation, find_docker_provider
from tests.terraform import find_terraform

BUILD_SECRET = "planted-build-secret-5f0c"

# Files that share what they deploy; those that take longest begin first.
_GROUPS = {
    "test_taken_back": "taken back",
    "test_faults": "faults",
    "test_builds": "probe",
    "test_options": "probe",
    "test_rollback": "probe",
    "test_docker_provider": "replay",
    "test_workflows": "workflows",
    "test_changes": "app",
    "test_deploy": "app",
    "test_invoke": "app",
    "test_secrets": "app",
    "test_undeploy": "app",
    "test_adopting": "adopting",
    "test_journey": "journey",
    "test_base_pins": "base pins",
    "test_examples": "examples",
    "test_publish": "publish",
    "test_bases": "bases",
    "test_upgrade": "upgrade",
    "test_events": "events",
    "test_module": "module",
}
_ORDER = list(dict.fromkeys(_GROUPS.values()))
_WORTH_A_LINE = 1  # second

_started = time.monotonic()
_components: list[str] = []
_measured: list[str] = []
_durations: dict[str, dict[str, float]] = {}


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its group, and let the long ones begin first."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: [*_ORDER, _group(item)].index(_group(item)))


def _group(item: pytest.Item) -> str:
    return _GROUPS.get(item.path.stem, item.path.stem)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    steps = _durations.setdefault(report.nodeid.partition("@")[0], {})
    steps[report.when or ""] = report.duration


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the one that prints what took part here."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["components"] = _components
        output["measured"] = _measured


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _measured.extend(getattr(node, "workeroutput", {}).get("measured", []))
    told = getattr(node, "workeroutput", {}).get("components", [])
    _components.extend(component for component in told if component not in _components)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was real, and how long each step took."""
    write = terminalreporter.write_line
    if not _components:
        return
    terminalreporter.section("what took part")
    for component in _components:
        write(component)
    terminalreporter.section("steps, in seconds")
    write(f"{'set-up':>7}{'test':>7}{'end':>7}")
    whole, short = 0.0, 0.0
    for test, steps in _durations.items():
        whole += (seconds := sum(steps.values()))
        if seconds < _WORTH_A_LINE:
            short += seconds
            continue
        columns = "".join(f"{steps.get(when, 0):7.1f}" for when in ("setup", "call", "teardown"))
        write(f"{columns}  {test.removeprefix('tests/')}")
    write(f"{short:21.1f}  all that took less than {_WORTH_A_LINE} s")
    for line in _measured:
        write(f"{'':21}  {line}")
    write(f"{whole:21.1f}  in all, in {time.monotonic() - _started:.1f}")


@pytest.fixture(scope="session")
def measured() -> list[str]:
    """What tests measured, for people; nothing depends on it."""
    return _measured


@pytest.fixture(scope="session")
def setup() -> Path:
    """What tools/e2e.py fetched."""
    if "E2E_SETUP" not in os.environ:
        unavailable("run the end-to-end tests with make e2e, as root")
    folder = Path(os.environ["E2E_SETUP"])
    # boto3; after everything else, so that the project's own packages win.
    sys.path.extend(map(str, folder.glob("venv/lib/*/site-packages")))
    return folder


@pytest.fixture(scope="session")
def work(setup: Path) -> Path:
    """A folder in memory, with a short path, gone when the run ends."""
    return Path(os.environ["E2E_WORK"])


@pytest.fixture(scope="session")
def emulator(setup: Path, work: Path) -> Iterator[Emulator]:
    if shutil.which("docker-credential-ecr-login") is None:
        unavailable("install amazon-ecr-credential-helper")
    folder = work / "emulator"
    folder.mkdir()
    emulator = Emulator(folder, setup, f"unix://{work}/engine/docker.sock")
    emulator.start()
    _components.append(f"AWS's API, ECR's registry and Lambda: ministack {emulator.version}")
    try:
        yield emulator
    finally:
        emulator.stop()


@pytest.fixture(scope="session")
def bases(setup: Path, work: Path, emulator: Emulator) -> Iterator[BaseRegistry]:
    """The registries that the base images of the tests are pulled from."""
    registry = BaseRegistry(work / "bases", emulator)
    registry.start()
    try:
        _put_base_images(registry, setup, work)
        yield registry
    finally:
        registry.stop()


@pytest.fixture(scope="session")
def engine(setup: Path, work: Path, emulator: Emulator, bases: BaseRegistry) -> Iterator[Engine]:
    for program, package in {"dockerd": "docker.io", "ip": "iproute2"}.items():
        if shutil.which(program) is None:
            unavailable(f"install {package}")
    folder = work / "engine"
    folder.mkdir()
    try:
        engine = Engine(folder, emulator.environment)
    except LookupError as error:
        unavailable(f"install {error}")
    engine.start()
    try:
        for name in base_image.CONFIGS:
            engine.run("pull", "--quiet", name)
        _components.append(f"Docker engine: dockerd {engine.version}")
        names = ", ".join(base_image.CONFIGS)
        _components.append(f"Base images: stand-ins with {base_image.PYTHON} for {names}")
        yield engine
    finally:
        engine.stop()


def _put_base_images(registry: BaseRegistry, setup: Path, work: Path) -> None:
    archive = setup / f"base-{base_image.fingerprint()}.tar"
    with (setup / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first worker makes it, the others wait
        if not archive.exists():
            for outdated in setup.glob("base-*"):
                outdated.unlink()
            root = Path(mkdtemp(dir=work))
            base_image.make_root(root, setup / "wheels")
            base_image.pack(root, archive)
            shutil.rmtree(root)
        layer = registry.add_layer(archive, archive.with_suffix(".tar.gz"))
    for name, config in base_image.CONFIGS.items():
        registry.put(name, layer, config, base_image.CREATED)


@pytest.fixture(scope="session")
def terraform(setup: Path, work: Path, emulator: Emulator, engine: Engine) -> Installation:
    try:
        found = find_terraform()
    except pytest.skip.Exception as missing:
        unavailable(str(missing))
    _components.append(f"{found.version}: {found.executable}")
    _components.append(f"hashicorp/aws: {found.aws_version}, in place of {AWS_VERSION}")
    real = find_docker_provider()
    _components.append(
        f"kreuzwerker/docker: a stand-in for {STAND_IN_VERSION}"
        if real is None
        else f"kreuzwerker/docker: {real.parent.name}"
    )
    folder = work / "terraform"
    folder.mkdir()
    planted = {"E2E_BUILD_SECRET": BUILD_SECRET}
    environment = {**emulator.environment, **engine.environment, **planted}
    return Installation.make(found, folder, setup, environment)


@pytest.fixture(scope="session")
def app(work: Path, terraform: Installation) -> Deployment[Project]:
    return Deployment(Project(work / "project"), terraform)


@pytest.fixture
def deployed(app: Deployment[Project]) -> Deployment[Project]:
    """The project's own app, applied; shared by tests that leave it as they found it."""
    app.ensure()
    return app


@pytest.fixture(scope="session")
def probe_app(work: Path, terraform: Installation) -> Deployment[Probe]:
    return Deployment(Probe(work / "probe"), terraform)


@pytest.fixture
def probe(probe_app: Deployment[Probe]) -> Deployment[Probe]:
    """The program in probe/, applied; shared by tests that leave it applied."""
    probe_app.ensure()
    return probe_app
