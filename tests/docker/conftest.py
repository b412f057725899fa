"""A real Docker engine for the tests: the user's, or one that is started here and stopped again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.docker.engine import Engine

_SECONDS_TO_START = 60


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The engine that the client is set up for, if it answers, else a dockerd without network."""
    client = shutil.which("docker")
    if client is None:
        unavailable("install the Docker client (docker 23 or newer)")
    users = Engine(client, os.environ.get("DOCKER_HOST", ""))
    if users.answers():
        yield users
        return
    daemon = shutil.which("dockerd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if daemon is None or os.geteuid() != 0:
        unavailable("set DOCKER_HOST, or install docker.io and run as root")
    # The path of a socket is limited to 107 bytes: pytest's folders may be longer.
    with tempfile.TemporaryDirectory(prefix="engine-", dir="/tmp") as folder:
        yield from _own_engine(client, daemon, Path(folder))


def _own_engine(client: str, daemon: str, folder: Path) -> Iterator[Engine]:
    engine = Engine(client, f"unix://{folder}/docker.sock")
    # In a network of its own: without a bridge it would delete the one of another engine here.
    command = ["unshare", "--net", daemon, "--host", engine.host, "--data-root", f"{folder}/data"]
    command += ["--exec-root", f"{folder}/exec", "--pidfile", f"{folder}/docker.pid"]
    command += ["--bridge=none", "--iptables=false", "--ip-masq=false"]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _SECONDS_TO_START
        while not engine.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                last = log.read_text(errors="replace").splitlines()[-1:]
                unavailable(f"dockerd does not start here: {' '.join(last)}")
            time.sleep(0.2)
        yield engine
    finally:
        process.terminate()
        process.wait(timeout=_SECONDS_TO_START)


def unavailable(what: str) -> NoReturn:
    """Skip a test that needs ``what``, or fail it where ``STRICT=1`` asks for that."""
    if os.environ.get("STRICT") == "1":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
