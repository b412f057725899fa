"""Run the end-to-end tests in their own namespaces, with everything that they need.

Everything is downloaded before the tests start: their only network is loopback. Their processes,
mounts, network devices and files disappear with the namespaces, however the run ends. Terraform
mostly waits for resources, so several groups of tests run in parallel, each with its own network,
engine and emulator: what one group breaks on purpose does not affect the others.
"""

import hashlib
import json
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from lambda_container.engine import emulator
from tools import base, cdk_cli, step
from tools.step import ROOT

SETUP = ROOT / ".tools" / "e2e"
_REQUIREMENTS = ROOT / "tools" / "e2e.txt"
_RIE_REQUIREMENTS = ROOT / "constructs" / "lambda_container" / "engine" / "rie.txt"
_HANDLER_REQUIREMENTS = ROOT / "functions" / "hello-ric" / "requirements.txt"
_STAMP = SETUP / "complete.json"
# The required Debian packages, each with the program that shows whether it is installed.
_DEBIAN = {
    "amazon-ecr-credential-helper": "docker-credential-ecr-login",
    "docker.io": "dockerd",
    "iproute2": "ip",
}
_UNSHARE = ["unshare", "--net", "--mount"]
# The namespaces never outlive the process that started them.
_UNSHARE_ALL = [
    *("setpriv", "--pdeathsig", "KILL"),
    *(*_UNSHARE, "--pid", "--fork", "--kill-child", "--mount-proc"),
]
# Followed by the id of the process that owns the files.
_PREFIX = "e2e-of-"
# On two cores: with five, Terraform's provider keeps emulators waiting too long.
_WORKERS = 4


def main(arguments: list[str]) -> int:
    """Set up, and run pytest with the arguments; returns its exit status."""
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin{os.pathsep}/sbin"
    return _prepare() or _run(arguments)


@step.job
def _prepare() -> int:
    with step.alone():
        _install_debian_packages()
        _set_up()
    cdk_cli.install()
    _prepare_other_base()
    return 0


def _prepare_other_base() -> None:
    """Write the project on CDK Terrain, with an environment and the CLI of its own."""
    base.write()
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    title = "Setting up: the project on CDK Terrain"
    install = "from tools import cdk_cli; cdk_cli.install()"
    step.run(title, [str(base.FOLDER / "tools" / "run"), "python", "-c", install], environment)


def _run(arguments: list[str]) -> int:
    tests = [argument for argument in arguments if argument.startswith("tests")]
    pytest = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    pytest += [] if tests else ["tests/docker", "tests/e2e"]
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return subprocess.call(pytest, cwd=ROOT)  # the tests report what is missing
    _remove_leftovers()
    work = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    inside = [sys.executable, "-m", "tools.e2e", "--inside", str(work), *pytest, *_workers()]
    process = subprocess.Popen([*_UNSHARE_ALL, *inside], cwd=ROOT)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(work)


def _remove_leftovers() -> None:
    """Delete the files of killed runs, but not those of runs that are still in progress."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if not Path("/proc", process).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _workers() -> list[str]:
    """Options of pytest-xdist; tests/e2e/conftest.py defines the groups and their order."""
    python = shlex.join([*_UNSHARE, sys.executable, "-m", "tools.e2e", "--worker"])
    return [f"--tx={_WORKERS}*popen//python={python}", "--dist=loadgroup", "--no-loadscope-reorder"]


def _inside(work: str, command: list[str]) -> None:
    """Inside the namespaces: mount a file system in memory for the workers, and run the command."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "e2e", work], check=True)  # noqa: S607
    os.environ.update(E2E_WORK=work, E2E_SETUP=str(SETUP), TMPDIR=work)
    os.execvp(command[0], command)


def _worker(arguments: list[str]) -> None:
    """Inside a worker's namespaces: set up its own host names and loopback, and run Python."""
    work = tempfile.mkdtemp(prefix="w", dir=os.environ["E2E_WORK"])
    Path(work).chmod(0o755)
    hosts = Path(work) / "hosts"
    hosts.write_text("127.0.0.1 localhost\n")
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)  # noqa: S607
    # Engines also write here, outside of the folders that they are given.
    subprocess.run(["mount", "-t", "tmpfs", "run", "/run"], check=True)  # noqa: S607
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)  # noqa: S607
    os.environ.update(E2E_WORK=work, TMPDIR=work)
    # Background jobs of a script, as in CI, ignore SIGINT, and so would the processes that the
    # tests interrupt.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, *arguments])


def _set_up() -> None:
    description = {
        "requirements": _digest(_REQUIREMENTS),
        "rie": _digest(_RIE_REQUIREMENTS),
        "handler": _digest(_HANDLER_REQUIREMENTS),
        "folder": str(ROOT),
        "python": sys.version,
        "machine": platform.machine(),
    }
    if _STAMP.exists() and json.loads(_STAMP.read_text()) == description:
        return
    shutil.rmtree(SETUP, ignore_errors=True)
    SETUP.mkdir(parents=True)
    environment = dict(os.environ)
    step.run(
        "Setting up: creating an environment for the AWS emulator",
        [sys.executable, "-m", "venv", str(SETUP / "venv")],
        environment,
    )
    pip = [str(SETUP / "venv" / "bin" / "python"), "-m", "pip"]
    options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    downloads = SETUP / "downloads"
    step.run(
        "Setting up: downloading the emulator's packages",
        [*pip, "download", *options, "--dest", str(downloads), "--requirement", str(_REQUIREMENTS)],
        environment,
    )
    step.run(
        "Setting up: installing the emulator",
        [*pip, "install", "--quiet", "--no-index", "--no-deps", *map(str, downloads.glob("*.whl"))],
        environment,
    )
    shutil.rmtree(downloads)
    step.run(
        "Setting up: downloading Lambda's runtime interface emulator",
        [*pip, "download", *options, "--dest", str(downloads), "-r", str(_RIE_REQUIREMENTS)],
        environment,
    )
    (sam,) = downloads.iterdir()
    machine = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
    emulator.extract(sam, machine, SETUP / "rie")
    shutil.rmtree(downloads)
    _fetch_wheels(pip, options, SETUP / "wheels")
    _STAMP.write_text(json.dumps(description))


def _fetch_wheels(pip: list[str], options: list[str], folder: Path) -> None:
    """Download the packages for ``RUN pip install`` in hello-ric's image: it builds offline."""
    step.run(
        "Setting up: downloading the packages of functions/hello-ric",
        [*pip, "download", *options, "--dest", str(folder), "-r", str(_HANDLER_REQUIREMENTS)],
        dict(os.environ),
    )
    # The pip that each environment comes with.
    step.run(
        "Setting up: downloading pip",
        [*pip, "download", "--quiet", "--no-deps", "--dest", str(folder), "pip"],
        dict(os.environ),
    )


def _install_debian_packages() -> None:
    missing = [package for package, program in _DEBIAN.items() if shutil.which(program) is None]
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    step.run("Setting up: apt-get update", ["apt-get", "update"], environment)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    step.run(f"Setting up: installing {', '.join(missing)}", install, environment)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        _inside(sys.argv[2], sys.argv[3:])
    if sys.argv[1:2] == ["--worker"]:
        _worker(sys.argv[2:])
    sys.exit(main(sys.argv[1:]))
