"""What a person reads while a package is unpacked, the first time."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from lambda_container.bindings import patience
from tests.lambda_container.bindings.programs import CONSTRUCTS

LOAD = b'{"name": "@cdktf/provider-aws", "version": "1", "tarball": "a.tgz", "api": "load"}\n'
PROGRAM = """
import lambda_container
from cdktf import App
from cdktf_cdktf_provider_aws.provider import AwsProvider
App()
"""


def on_a_terminal(cache: Path, cwd: Path) -> str:
    """What a program prints on a terminal, with a cache of jsii's."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "PYTHONPATH": str(CONSTRUCTS),
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache),
    }
    command = [sys.executable, "-c", PROGRAM]
    try:
        subprocess.run(command, cwd=cwd, env=environment, stderr=theirs, check=True)
    finally:
        os.close(theirs)
    os.set_blocking(ours, False)
    printed = b""
    with contextlib.suppress(OSError):  # at its end, or empty
        while more := os.read(ours, 4096):
            printed += more
    os.close(ours)
    return printed.decode()


def test_the_first_time_is_told_and_no_other(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = on_a_terminal(cache, tmp_path)
    assert "Unpacking @cdktf/provider-aws, once on this machine ..." in first
    assert on_a_terminal(cache, tmp_path) == ""


@pytest.mark.parametrize("stderr", [None, "closed"])
def test_without_an_error_output_nothing_is_told(
    stderr: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = (tmp_path / "a").open("w")
    file.close()
    monkeypatch.setattr(sys, "stderr", file if stderr else None)
    with patience.patience(LOAD, {}):
        pass
    patience._tell(
        {"name": "a", "version": "1"}, {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(tmp_path)}
    )
