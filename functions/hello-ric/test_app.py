import json
import runpy
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent

# By its path: every function's handler is a module named app.
handler = runpy.run_path(str(FOLDER / "app.py"))["handler"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("events/*.json")), ids=lambda path: path.stem)
def test_it_answers_every_sample_event_with_the_same_sentence(path: Path) -> None:
    event = json.loads(path.read_text())

    assert handler(event, None) == f"Hello from AWS Lambda using Python{sys.version}!"


def test_the_answer_is_text_that_lambda_can_send_as_json() -> None:
    assert json.loads(json.dumps(handler({}, None))).startswith("Hello from AWS Lambda")
