"""Programs that tests run in processes of their own, as what they import can be done only once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from lambda_container.node_program import choose_node

ROOT = Path(__file__).resolve().parents[3]
CONSTRUCTS = ROOT / "constructs"
# Far more than the stock way of loading takes, also on a busy machine; then the test ends.
_TIMEOUT = 900


def run(
    code: str, *arguments: object, cwd: Path, **environment: str | None
) -> subprocess.CompletedProcess[str]:
    """Run Python code with the environment changed as given; None takes a variable out."""
    return start(code, *arguments, cwd=cwd, **environment).wait_for_success()


def start(code: str, *arguments: object, cwd: Path, **environment: str | None) -> Program:
    """Start Python code, without waiting for its end."""
    return Program(code, arguments, cwd, environment)


class Program:
    """Python code that runs in a process of its own."""

    def __init__(
        self,
        code: str,
        arguments: tuple[object, ...],
        cwd: Path,
        environment: Mapping[str, str | None],
    ) -> None:
        # Some import cdktf first, which then needs a Node on PATH, and a newcomer's has none.
        path = os.pathsep.join([os.environ["PATH"], str(Path(choose_node(os.environ)[0]).parent)])
        python_path = str(CONSTRUCTS)
        changed = {**os.environ, "PATH": path, "PYTHONPATH": python_path, **environment}
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=cwd,
            env={name: value for name, value in changed.items() if value is not None},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> subprocess.CompletedProcess[str]:
        """Wait for the end, whatever it is."""
        try:
            out, err = self._process.communicate(timeout=_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        return subprocess.CompletedProcess(
            self._process.args, self._process.returncode, stdout=out, stderr=err
        )

    def wait_for_success(self) -> subprocess.CompletedProcess[str]:
        """Wait for the end, which must be a good one."""
        done = self.wait()
        assert done.returncode == 0, done.stderr
        return done
