"""A docker that answers as a real one with a builder elsewhere was seen to, or writes that down.

Installed on PATH as ``docker``. ``RECORDED_CALLS`` is a file with a line for each call; a real
client in ``RECORDED_DOCKER`` writes it, and without one each call must be the next one there.
``RECORDED_CONTEXT`` is the folder that is called ``CONTEXT`` in it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

_METADATA = re.compile(r"--metadata-file=(.+)")


def main(arguments: list[str]) -> int:
    calls = Path(os.environ["RECORDED_CALLS"])
    if (docker := os.environ.get("RECORDED_DOCKER")) is not None:
        return _record(calls, docker, arguments)
    return _replay(calls, arguments)


def _record(calls: Path, docker: str, arguments: list[str]) -> int:
    printed = []
    client = subprocess.Popen(
        [docker, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert client.stdout is not None
    for line in client.stdout:
        print(line, end="", flush=True)
        printed.append(_named(line.rstrip()))
    status = client.wait()
    call: dict[str, Any] = {
        "arguments": [_named(each) for each in arguments],
        "printed": printed,
        "status": status,
    }
    if (file := _metadata_of(arguments)) is not None and file.exists():
        call["metadata"] = json.loads(file.read_text())
    with calls.open("a") as written:
        written.write(f"{json.dumps(call)}\n")
    return status


def _replay(calls: Path, arguments: list[str]) -> int:
    named = [_named(each) for each in arguments]
    first, _, rest = calls.read_text().partition("\n")
    call: dict[str, Any] = json.loads(first) if first else {"arguments": None}
    if call["arguments"] != named:
        print(f"not as recorded: {named}\nrecorded: {call['arguments']}")
        return 125
    calls.write_text(rest)
    for line in call["printed"]:
        print(line)
    if "metadata" in call:
        file = _metadata_of(arguments)
        assert file is not None
        file.write_text(json.dumps(call["metadata"]))
    status: int = call["status"]
    return status


def _named(text: str) -> str:
    text = text.replace(os.environ["RECORDED_CONTEXT"], "CONTEXT")
    return _METADATA.sub("--metadata-file=METADATA", text)


def _metadata_of(arguments: list[str]) -> Path | None:
    found = [match[1] for each in arguments if (match := _METADATA.fullmatch(each))]
    return Path(found[0]) if found else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
