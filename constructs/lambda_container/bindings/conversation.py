"""Requests and responses over the socket to jsii's Node process."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import tempfile
from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

from lambda_container.bindings import seen_references
from lambda_container.bindings.patience import patience
from lambda_container.node_program import NodeStopped

EXIT_REQUEST = b'{"exit":0}\n'
_SUCCESSES = (b'{"ok":', b'{"hello":')
# Begins a request that is about a type: that is how jsii writes them.
_OF_TYPE = b'{"fqn": "'
_LOADED = b'{"ok": {"assembly": "", "types": 0}}'


class NodeProcess(Protocol):
    """The process at the other end."""

    environ: Mapping[str, str]
    stdin: Any

    def start_over(self) -> None:
        """Start another one in its place, with nothing loaded that nobody asked for."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""


class Conversation:
    """Requests and responses over one socket, without waiting for packages to load.

    jsii loads one package after another while Python imports their modules, each waiting for the
    other. The response to a load contains nothing that is used, so Python continues at once, and
    checks it before its next request: a failed load is then the response to that request.

    Attributes:
        loads: The requests to load packages that jsii has made.
        types: The types that requests were about.
        closed: Whether no more requests follow.
    """

    def __init__(self, channel: socket.socket, process: NodeProcess) -> None:
        self._channel = channel
        self._lines = channel.makefile("rb")
        self._process = process
        self._awaited: deque[bytes | None] = deque([None])  # the greeting; loads; None for touches
        self._early: set[bytes] = set()  # loads that were sent before jsii asked for them
        self._unasked: set[bytes] = set()  # those of them that it has not asked for yet
        self.loads: list[bytes] = []
        self.types: dict[bytes, None] = {}
        self._is_used = False
        self._answers: deque[bytes | None] = deque([None])
        self.closed = False

    def write(self, request: bytes) -> None:
        """Send a request, once the answers that nobody waited for are there."""
        if request == EXIT_REQUEST:
            with contextlib.suppress(OSError):
                self._channel.sendall(request)
            return
        if _is_load(request):
            if request in self._unasked:
                self._unasked.remove(request)
                self.loads.append(request)
                self._answers.append(_LOADED)
                return
            if not self._is_used and _name(request) in map(_name, self._unasked):
                # Python imports another one than last time.
                self._start_over(request)
                return
            if not _is_temporary(request):
                self.load(request)
                self._answers.append(_LOADED)
                return
            self.loads.append(request)
        elif request.startswith(_OF_TYPE):
            self.types[request[len(_OF_TYPE) : request.index(b'"', len(_OF_TYPE))]] = None
        while self._awaited:
            with patience(self._awaited[0], self._process.environ):
                line = self._receive()
            answered = self._awaited.popleft()
            if line.startswith(_SUCCESSES) or answered is None:
                continue
            if answered in self._early:
                # What failed is half loaded, and nothing is made yet.
                self._start_over(request)
                return
            self._answers.append(line)
            return
        self._is_used |= not _is_load(request)
        self._send(request)

    def _start_over(self, request: bytes) -> None:
        self._process.start_over()
        self._process.stdin.write(request)

    def load(self, request: bytes, *, is_asked: bool = True) -> None:
        """Send a request to load a package, without waiting for the answer."""
        if is_asked:
            self.loads.append(request)
        else:
            self._early.add(request)
            self._unasked.add(request)
        self._send(request)
        self._awaited.append(request)

    def touch(self, fqn: str) -> None:
        """Let Node load a type, by asking what each resource can tell; no answer is an error."""
        request = {"fqn": fqn, "property": "tfResourceType", "api": "sget"}
        self._send(json.dumps(request).encode() + b"\n")
        self._awaited.append(None)

    def flush(self) -> None:
        """Do nothing: requests are not buffered."""

    def readline(self) -> bytes:
        """Return the answer to the last request."""
        answer = self._answers.popleft() if self._answers else self._receive()
        return _greeting() if answer is None else answer

    def close(self) -> None:
        """Tell the program that no more requests follow; its remaining output can still be read."""
        self.closed = True
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """Close the socket."""
        self._lines.close()
        self._channel.close()

    def _send(self, request: bytes) -> None:
        try:
            self._channel.sendall(request)
        except OSError as error:
            raise self._stopped() from error

    def _receive(self) -> bytes:
        try:
            line = self._lines.readline()
        except OSError as error:
            raise self._stopped() from error
        if not line:
            raise self._stopped()
        if seen_references.MARK in line:
            seen_references.note(line)
        return line

    def _stopped(self) -> NodeStopped:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return NodeStopped("the Node process that runs the CDK closed its connection")
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return NodeStopped(
            f"the Node process that runs the CDK ended {how} while it was needed; "
            "see its output above; too little memory is a common reason"
        )


def _greeting() -> bytes:
    from jsii.__meta__ import __jsii_runtime_version__  # noqa: PLC0415 - imported by now

    return json.dumps({"hello": f"@jsii/runtime@{__jsii_runtime_version__}"}).encode()


def _is_load(request: bytes) -> bool:
    # jsii writes the name of the call last, and no value can end like this.
    return request.endswith(b'"api": "load"}\n')


def _name(load: bytes) -> str:
    return str(json.loads(load).get("name"))


def _is_temporary(load: bytes) -> bool:
    # For a zipped package, the tarball is a temporary file, deleted as soon as the load returns.
    tarball = str(json.loads(load).get("tarball"))
    return tarball.startswith(os.path.join(tempfile.gettempdir(), ""))  # noqa: PTH118 - a prefix
