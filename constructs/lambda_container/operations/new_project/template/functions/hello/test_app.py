"""The handler by itself: no container, no AWS."""

import json
import runpy
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

# By its path: every function's handler is a module named app.
handler = runpy.run_path(str(FOLDER / "app.py"))["handler"]


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "events" / f"{name}.json").read_text())
    return loaded


def test_it_greets_whom_the_event_names() -> None:
    assert handler(event("named"), None) == {"greeting": "Hello Ada!"}


def test_it_greets_the_world_otherwise() -> None:
    assert handler({}, None) == {"greeting": "Hello world!"}
