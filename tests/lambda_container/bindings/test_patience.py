"""What a person reads while a package is unpacked, the first time."""

from __future__ import annotations

import io
import sys
import time
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from lambda_container.bindings import patience as module
from lambda_container.bindings.patience import patience

LOAD = b'{"name": "@cdktf/provider-aws", "version": "1", "tarball": "a.tgz", "api": "load"}\n'
TOLD = "Unpacking @cdktf/provider-aws, once on this machine ...\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the package in jsii's cache, as it is while it is unpacked."""
    monkeypatch.setattr(module, "_SECONDS", 0.01)
    folder = tmp_path / "@cdktf/provider-aws" / "1" / "0123abcd"
    folder.mkdir(parents=True)
    return folder


def told(
    root: Path,
    *,
    load: bytes | None = LOAD,
    terminal: type[io.StringIO] = Terminal,
    wait: float = 0.3,
) -> str:
    environ = {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(root)}
    with redirect_stderr(terminal()) as printed, patience(load, environ):
        time.sleep(wait)
    return printed.getvalue()


@pytest.mark.usefixtures("unpacked")
def test_the_first_time_is_told(tmp_path: Path) -> None:
    assert told(tmp_path) == TOLD


def test_what_is_unpacked_is_not(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / ".jsii-runtime-package-cache").touch()
    assert told(tmp_path) == ""


def test_what_takes_no_time_is_not(tmp_path: Path) -> None:
    assert told(tmp_path, wait=0) == ""


@pytest.mark.usefixtures("unpacked")
def test_another_wait_is_not(tmp_path: Path) -> None:
    assert told(tmp_path, load=None) == ""


@pytest.mark.usefixtures("unpacked")
def test_a_file_is_not_told(tmp_path: Path) -> None:
    assert told(tmp_path, terminal=io.StringIO) == ""


@pytest.mark.parametrize("stderr", [None, "closed"])
def test_without_an_error_output_nothing_is_told(
    stderr: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = (tmp_path / "a").open("w")
    file.close()
    monkeypatch.setattr(sys, "stderr", file if stderr else None)
    environ = {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(tmp_path)}
    with patience(LOAD, environ):
        pass
    module._tell({"name": "a", "version": "1"}, environ)
