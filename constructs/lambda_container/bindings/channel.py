"""Run jsii's Node process directly, without the process that only relays messages to it.

``jsii-runtime.js`` starts a second Node, ``program.js``, which does the work, and copies every
message between the two. Here Python talks to ``program.js`` itself, over the file descriptor 3 that
it expects. :class:`DirectProcess` gives jsii's Python side the three streams that it expects.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import selectors
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from lambda_container.bindings import seen_references
from lambda_container.bindings.patience import patience
from lambda_container.node_program import NodeStopped

_SHELL = "/bin/sh"
# The socket arrives as standard input; the program expects it as descriptor 3, and no input.
_MOVE_SOCKET = 'exec "$0" "$@" 3<&0 </dev/null'
_RELAY = re.compile(rb'"--preserve-symlinks",[^;]{0,120}"\.\.","lib","program\.js"')
_RELAY_STDIO = b'stdio:["ignore","pipe","pipe","pipe"]'
_EXIT_REQUEST = b'{"exit":0}\n'
_SUCCESSES = (b'{"ok":', b'{"hello":')
_SECONDS_TO_END = 3
_LOADED = b'{"ok": {"assembly": "", "types": 0}}'


def program_of(runtime: Path) -> Path | None:
    """Find the program that a ``jsii-runtime.js`` starts; None if it is not recognised."""
    program = runtime.parent.parent / "lib" / "program.js"
    if os.name != "posix" or not os.access(_SHELL, os.X_OK):
        return None
    try:
        relay = runtime.read_bytes()
    except OSError:
        return None
    known = _RELAY.search(relay) is not None and _RELAY_STDIO in relay
    return program if known and program.is_file() else None


class DirectProcess(subprocess.Popen[bytes]):
    """``program.js``, with the streams that jsii expects of ``jsii-runtime.js``.

    Args:
        command: The command.
        environ: Its environment.
        loads: Requests to load packages, which jsii has made before, or may make.
        are_asked: Whether it has made them.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        loads: Sequence[bytes] = (),
        *,
        are_asked: bool = True,
    ) -> None:
        self._command = command
        self.environ = environ
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                super().__init__(
                    [_SHELL, "-c", _MOVE_SOCKET, *command],
                    stdin=theirs.fileno(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=environ,
                )
            except BaseException:
                ours.close()
                raise
        self._conversation = _Conversation(ours, self)
        streams: dict[str, Any] = {
            "stdin": self._conversation,
            "stdout": _Responses(self._conversation),
            "stderr": _Output({"stdout": self.stdout, "stderr": self.stderr}),
        }
        self.__dict__.update(streams)
        for load in loads:
            self._conversation.load(load, is_asked=are_asked)

    @property
    def loads(self) -> Sequence[bytes]:
        """The requests to load packages that jsii has made."""
        return self._conversation.loads

    def end(self) -> None:
        """End it before jsii has begun to use it."""
        self._conversation.write(_EXIT_REQUEST)
        self._conversation.close()
        try:
            self.wait(_SECONDS_TO_END)  # it removes its temporary files
        except subprocess.TimeoutExpired:
            self.kill()
            self.wait()
        self._conversation.hang_up()

    def leave_to_parent(self) -> None:
        """In a forked child: detach from the parent's Node process; start another when needed."""
        self._conversation.hang_up()
        self.__dict__["stdin"] = _FirstRequest(self)

    def start_over(self) -> None:
        """Start another one in its place, with nothing loaded that nobody asked for."""
        self.end()
        self.start_again()

    def start_again(self) -> None:
        """Start a process with the packages that the previous one had loaded."""
        seen_references.forget()
        self.__init__(self._command, self.environ, self._conversation.loads)  # type: ignore[misc]
        self._conversation.readline()  # jsii has read its greeting already
        from jsii._kernel.providers.process import stderr_sink  # noqa: PLC0415 - imported by now

        threading.Thread(target=stderr_sink, args=(self.stderr,), daemon=True).start()


class _FirstRequest:
    """The writing side in a forked child, until the first request."""

    closed = False

    def __init__(self, process: DirectProcess) -> None:
        self._process = process

    def write(self, request: bytes) -> None:
        self._process.start_again()
        cast(_Conversation, self._process.stdin).write(request)


class _Conversation:
    """Requests and responses over one socket, without waiting for packages to load.

    jsii loads one package after another while Python imports their modules, each waiting for the
    other. The response to a load contains nothing that is used, so Python continues at once, and
    checks it before its next request: a failed load is then the response to that request.
    """

    def __init__(self, channel: socket.socket, process: DirectProcess) -> None:
        self._channel = channel
        self._lines = channel.makefile("rb")
        self._process = process
        self._awaited: deque[bytes | None] = deque([None])  # the greeting, then loads
        self._early: set[bytes] = set()  # loads that were sent before jsii asked for them
        self._unasked: set[bytes] = set()  # those of them that it has not asked for yet
        self.loads: list[bytes] = []
        self._answers: deque[bytes | None] = deque([None])
        self.closed = False

    def write(self, request: bytes) -> None:
        if request == _EXIT_REQUEST:
            with contextlib.suppress(OSError):
                self._channel.sendall(request)
            return
        if _is_load(request):
            if request in self._unasked:
                self._unasked.remove(request)
                self.loads.append(request)
                self._answers.append(_LOADED)
                return
            if not _is_temporary(request):
                self.load(request)
                self._answers.append(_LOADED)
                return
            self.loads.append(request)
        while self._awaited:
            with patience(self._awaited[0], self._process.environ):
                line = self._receive()
            answered = self._awaited.popleft()
            if line.startswith(_SUCCESSES):
                continue
            if answered in self._early:
                # What failed is half loaded, and nothing is made yet.
                self._process.start_over()
                cast(_Conversation, self._process.stdin).write(request)
                return
            self._answers.append(line)
            return
        self._send(request)

    def load(self, request: bytes, *, is_asked: bool = True) -> None:
        if is_asked:
            self.loads.append(request)
        else:
            self._early.add(request)
            self._unasked.add(request)
        self._send(request)
        self._awaited.append(request)

    def flush(self) -> None:
        """Do nothing: requests are not buffered."""

    def readline(self) -> bytes:
        answer = self._answers.popleft() if self._answers else self._receive()
        return _greeting() if answer is None else answer

    def close(self) -> None:
        """Tell the program that no more requests follow; its remaining output can still be read."""
        self.closed = True
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
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


def _is_temporary(load: bytes) -> bool:
    # For a zipped package, the tarball is a temporary file, deleted as soon as the load returns.
    tarball = str(json.loads(load).get("tarball"))
    return tarball.startswith(os.path.join(tempfile.gettempdir(), ""))  # noqa: PTH118 - a prefix


class _Responses:
    """The reading side of a conversation, as the stream that jsii reads and closes."""

    def __init__(self, conversation: _Conversation) -> None:
        self.readline = conversation.readline
        self.close = conversation.hang_up


class _Output:
    """The output of JavaScript, in the line format of ``jsii-runtime.js``."""

    def __init__(self, pipes: Mapping[str, Any]) -> None:
        self._pipes = pipes
        self._selector = selectors.DefaultSelector()
        for name, pipe in pipes.items():
            self._selector.register(pipe, selectors.EVENT_READ, name)

    def readline(self) -> bytes:
        while self._selector.get_map():
            key, _ = self._selector.select()[0]
            printed = os.read(key.fd, 65536)
            if printed:
                return json.dumps({key.data: base64.b64encode(printed).decode()}).encode() + b"\n"
            self._selector.unregister(key.fileobj)
        return b""

    def close(self) -> None:
        self._selector.close()
        for pipe in self._pipes.values():
            pipe.close()
