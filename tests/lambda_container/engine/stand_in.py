"""An engine that runs no containers: what a function would be is a server that tells what it got.

Installed on PATH under the name of an engine, with ``STAND_IN`` naming the folder of its files.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("STAND_IN", "."))
LAST_WORDS = "Failed to get next invocation. No Response from endpoint"
_ERROR = {"errorType": "ValueError", "errorMessage": "no", "stackTrace": ["  line 1\n"]}


def main(arguments: list[str]) -> int:
    with (FOLDER / "calls").open("a") as calls:
        calls.write(json.dumps(arguments) + "\n")
    status = 0
    match arguments:
        case ["version", *_]:
            pass
        case ["build", *options]:
            status = _build(options)
        case ["image", "inspect", name]:
            status = _inspect(name)
        case ["pull", "--platform", _, name]:
            status = _pull(name)
        case ["run", *options]:
            _run(options)
        case ["port", container, "8080/tcp"]:
            status = _port(FOLDER / container)
        case ["logs", "--follow", container]:
            _follow(FOLDER / container)
        case ["rm", "--force", "--volumes", container]:
            status = _remove(FOLDER / container)
        case _:
            print(f"unknown: {arguments}")
            status = 125
    return status


def _value(options: list[str], name: str) -> str:
    return options[options.index(name) + 1]


def _build(options: list[str]) -> int:
    dockerfile = Path(_value(options, "--file"))
    if "RUN false" in dockerfile.read_text():
        print("step 1/2: RUN false")
        return 1
    with (FOLDER / "images").open("a") as images:
        images.write(f"{_value(options, '--tag')}\n")
    return 0


def _inspect(name: str) -> int:
    images = FOLDER / "images"
    if not images.exists() or name not in images.read_text().splitlines():
        print(f"no such image: {name}")
        return 1
    config = {"Entrypoint": ["/entry"], "Cmd": ["app.handler"]}
    found = {"Id": name, "Os": "linux", "Architecture": "amd64", "Size": 1, "Config": config}
    print(json.dumps([found]))
    return 0


def _pull(name: str) -> int:
    if "private" in name:
        print("no basic auth credentials")
        return 1
    with (FOLDER / "images").open("a") as images:
        images.write(f"{name}\n")
    return 0


def _run(options: list[str]) -> None:
    container = FOLDER / _value(options, "--name")
    container.mkdir()
    environment = Path(_value(options, "--env-file")).read_text()
    named = [options[i + 1] for i, word in enumerate(options) if word == "--env"]
    told = {
        "options": options,
        "environment": dict(line.split("=", 1) for line in environment.splitlines()),
        "passed": {name: os.environ[name] for name in named},
    }
    (container / "told.json").write_text(json.dumps(told))
    if "broken" in options[-1]:
        (container / "log").write_text("exec format error\n")
        return
    with (container / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, __file__, "--serve", str(container)], stdout=log, stderr=log
        )
    (container / "pid").write_text(str(server.pid))


def _port(container: Path) -> int:
    if not (container / "pid").exists():
        print("no public port")
        return 1
    port = container / "port"
    while not (port.exists() and port.read_text()):
        time.sleep(0.01)
    print(f"127.0.0.1:{port.read_text()}")
    return 0


def _follow(container: Path) -> None:
    shown = 0
    while True:
        ended = not (container / "pid").exists()
        text = (container / "log").read_text() if container.exists() else ""
        sys.stdout.write(text[shown:])
        sys.stdout.flush()
        shown = len(text)
        if ended:
            return
        time.sleep(0.01)


def _remove(container: Path) -> int:
    if not container.exists():
        print("no such container")
        return 1
    pid = container / "pid"
    if pid.exists():
        # What a runtime says whose emulator has ended before it; time for those who follow.
        with (container / "log").open("a") as log:
            log.write(f"{LAST_WORDS}\n")
        time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGKILL)
        pid.unlink()
    container.rename(FOLDER / f"removed-{container.name}")
    return 0


class _Function(BaseHTTPRequestHandler):
    """The emulator, and the handler behind it."""

    folder: Path

    def do_GET(self) -> None:
        self._answer(404, "")

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print("START RequestId: 1 Version: $LATEST", flush=True)
        match (event or {}).get("do"):
            case "die":
                (self.folder / "pid").unlink()
                os._exit(1)
            case "exit":
                self._answer(502, json.dumps(_ERROR))
                return
            case "raise":
                self._answer(200, json.dumps(_ERROR))
            case "sleep":
                time.sleep(60)
            case "time out":
                self._answer(200, "Task timed out after 3.00 seconds")
            case "text":
                self._answer(200, "no JSON")
            case _:
                told = json.loads((self.folder / "told.json").read_text())
                self._answer(200, json.dumps({"event": event, **told}))
        print("END RequestId: 1\nREPORT RequestId: 1\tDuration: 1.00 ms\t", flush=True)

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
        pass


def _serve(container: Path) -> None:
    _Function.folder = container
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Function)
    (container / "port").write_text(str(server.server_port))
    server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        _serve(Path(sys.argv[2]))
    sys.exit(main(sys.argv[1:]))
