"""Run jsii's Node process directly, without the process that only relays messages to it.

``jsii-runtime.js`` starts a second Node, ``program.js``, which does the work, and copies every
message between the two. Here Python talks to ``program.js`` itself, over the file descriptor 3 that
it expects. :class:`DirectProcess` gives jsii's Python side the three streams that it expects.
"""

from __future__ import annotations

import base64
import json
import os
import re
import selectors
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from lambda_container.bindings import seen_references
from lambda_container.bindings.conversation import EXIT_REQUEST, Conversation

_SHELL = "/bin/sh"
# The socket arrives as standard input; the program expects it as descriptor 3, and no input.
_MOVE_SOCKET = 'exec "$0" "$@" 3<&0 </dev/null'
_RELAY = re.compile(rb'"--preserve-symlinks",[^;]{0,120}"\.\.","lib","program\.js"')
_RELAY_STDIO = b'stdio:["ignore","pipe","pipe","pipe"]'
_SECONDS_TO_END = 3


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
        types: Types of them that are likely to be used: Node loads these meanwhile, too.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        loads: Sequence[bytes] = (),
        *,
        are_asked: bool = True,
        types: Sequence[str] = (),
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
        self._conversation = Conversation(ours, self)
        streams: dict[str, Any] = {
            "stdin": self._conversation,
            "stdout": _Responses(self._conversation),
            "stderr": _Output({"stdout": self.stdout, "stderr": self.stderr}),
        }
        self.__dict__.update(streams)
        for load in loads:
            self._conversation.load(load, is_asked=are_asked)
        for fqn in types:
            self._conversation.touch(fqn)

    @property
    def loads(self) -> Sequence[bytes]:
        """The requests to load packages that jsii has made."""
        return self._conversation.loads

    @property
    def types(self) -> Sequence[str]:
        """The types that were used, each once."""
        return tuple(fqn.decode() for fqn in self._conversation.types)

    def end(self) -> None:
        """End it before jsii has begun to use it."""
        self._conversation.write(EXIT_REQUEST)
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
        cast(Conversation, self._process.stdin).write(request)


class _Responses:
    """The reading side of a conversation, as the stream that jsii reads and closes."""

    def __init__(self, conversation: Conversation) -> None:
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
