"""Runs the end-to-end tests in namespaces of their own, with all that they need.

Everything is fetched before the tests start: they have no network but loopback. Their processes,
mounts, network devices and files are gone with the namespaces, however the run ends. Terraform
mostly waits for what it made, so several groups of tests run at once, each with a network, an
engine and an emulator of its own: what one breaks on purpose, no other sees.
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
from tools import cdktf, step
from tools.step import ROOT, StepError

SETUP = ROOT / ".tools" / "e2e"
_REQUIREMENTS = ROOT / "tools" / "e2e.txt"
_RIE_REQUIREMENTS = ROOT / "constructs" / "lambda_container" / "engine" / "rie.txt"
_HANDLER_REQUIREMENTS = ROOT / "functions" / "hello-ric" / "requirements.txt"
_STAMP = SETUP / "complete.json"
# What Debian calls what is needed, and the program that tells whether it is there.
_DEBIAN = {
    "amazon-ecr-credential-helper": "docker-credential-ecr-login",
    "docker.io": "dockerd",
    "iproute2": "ip",
}
_UNSHARE = ["unshare", "--net", "--mount"]
# Whatever becomes of the process that started them, the namespaces do not outlive it.
_UNSHARE_ALL = [
    *("setpriv", "--pdeathsig", "KILL"),
    *(*_UNSHARE, "--pid", "--fork", "--kill-child", "--mount-proc"),
]
# Followed by the number of the process whose files they are.
_PREFIX = "e2e-of-"
# On two cores: with five, Terraform's provider keeps emulators waiting too long.
_WORKERS = 4


def main(arguments: list[str]) -> int:
    """Set up, and run pytest with the arguments; returns its exit status."""
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin{os.pathsep}/sbin"
    try:
        with step.alone():
            _install_debian_packages()
            _set_up()
        cdktf.install()
    except (StepError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted: the next run sets up again.", file=sys.stderr)
        return 130
    return _run(arguments)


def _run(arguments: list[str]) -> int:
    tests = [argument for argument in arguments if argument.startswith("tests")]
    pytest = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    pytest += [] if tests else ["tests/docker", "tests/e2e"]
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return subprocess.call(pytest, cwd=ROOT)  # which says what is missing
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
    """What runs left that were killed; those that go on elsewhere keep theirs."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if not Path("/proc", process).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _workers() -> list[str]:
    """Options of pytest-xdist: tests/e2e/conftest.py says what is a group, and which is long."""
    python = shlex.join([*_UNSHARE, sys.executable, "-m", "tools.e2e", "--worker"])
    return [f"--tx={_WORKERS}*popen//python={python}", "--dist=loadgroup", "--no-loadscope-reorder"]


def _inside(work: str, command: list[str]) -> None:
    """In the namespaces: files in memory, and a folder of them for each worker."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "e2e", work], check=True)  # noqa: S607
    os.environ.update(E2E_WORK=work, E2E_SETUP=str(SETUP), TMPDIR=work)
    os.execvp(command[0], command)


def _worker(arguments: list[str]) -> None:
    """In a worker's namespaces: host names of its own, loopback up, and then Python."""
    work = tempfile.mkdtemp(prefix="w", dir=os.environ["E2E_WORK"])
    Path(work).chmod(0o755)
    hosts = Path(work) / "hosts"
    hosts.write_text("127.0.0.1 localhost\n")
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)  # noqa: S607
    # What engines keep outside of the folders that they are given.
    subprocess.run(["mount", "-t", "tmpfs", "run", "/run"], check=True)  # noqa: S607
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)  # noqa: S607
    os.environ.update(E2E_WORK=work, TMPDIR=work)
    # In the background of a script, as in CI, SIGINT is ignored, and so it would be by what tests
    # interrupt.
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
        "Setting up: making an environment for the AWS emulator",
        [sys.executable, "-m", "venv", str(SETUP / "venv")],
        environment,
    )
    pip = [str(SETUP / "venv" / "bin" / "python"), "-m", "pip"]
    options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    downloads = SETUP / "downloads"
    step.run(
        "Setting up: fetching the emulator's packages",
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
        "Setting up: fetching Lambda's runtime interface emulator",
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
    """What ``RUN pip install`` needs in the image of hello-ric, where there is no network."""
    step.run(
        "Setting up: fetching the packages of functions/hello-ric",
        [*pip, "download", *options, "--dest", str(folder), "-r", str(_HANDLER_REQUIREMENTS)],
        dict(os.environ),
    )
    # The pip that each environment comes with.
    step.run(
        "Setting up: fetching pip",
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
