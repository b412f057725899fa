"""The deployed functions answer, through Lambda's API and by hand."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.emulator import Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Probe, Project

SENTENCE = "Hello from AWS Lambda using Python"
EVENTS = Path(__file__).parents[2] / "functions" / "hello" / "events"


@pytest.mark.parametrize("function", ["hello", "hello-ric"])
def test_a_function_answers_with_the_seeds_sentence(
    function: str, deployed: Deployment[Project], emulator: Emulator
) -> None:
    answer, error = emulator.invoke(f"e2e-{function}", {})

    assert error is None, answer
    assert answer.startswith(SENTENCE)


@pytest.mark.parametrize("function", ["hello", "hello-ric"])
def test_the_image_that_was_pushed_answers_the_sample_events(
    function: str, deployed: Deployment[Project], emulator: Emulator, engine: Engine, setup: Path
) -> None:
    image = deployed.workspace.outputs()[f"{function}_image_uri"]
    engine.forget(f"{image.partition('@')[0]}:")
    engine.pull_anew(image)

    with engine.under_rie(image, emulator.configuration(f"e2e-{function}"), setup / "rie") as url:
        for event in sorted(EVENTS.glob("*.json")):
            with urllib.request.urlopen(url, event.read_bytes(), timeout=30) as answer:
                assert json.load(answer).startswith(SENTENCE), event.name


def test_the_image_by_hand_has_the_functions_environment_memory_and_command(
    probe: Deployment[Probe], emulator: Emulator, engine: Engine, setup: Path
) -> None:
    image = probe.workspace.outputs()["image_uri"]
    engine.pull_anew(image)

    with engine.under_rie(image, emulator.configuration("probe"), setup / "rie") as url:
        event = json.dumps({"do": "describe"}).encode()
        with urllib.request.urlopen(url, event, timeout=30) as answer:
            described = json.load(answer)

    assert described["environment"]["LITERAL"] == "${not} evaluated"
    assert described["memory"] == "192"
    # Its command: the image's own names a module that is not there.
    assert "app.py" in described["files"]


def test_the_function_has_its_environment_and_memory(
    probe: Deployment[Probe], emulator: Emulator
) -> None:
    described, error = emulator.invoke("probe", {"do": "describe"})

    assert error is None, described
    assert described["environment"]["LITERAL"] == "${not} evaluated"
    assert described["name"] == "probe"
    assert int(described["memory"]) == 192
    assert 0 < described["remaining"] <= 10_000


def test_a_handler_that_raises_returns_lambdas_error_document(
    probe: Deployment[Probe], emulator: Emulator
) -> None:
    answer, error = emulator.invoke("probe", {"do": "raise"})

    assert error == "Unhandled"
    assert answer["errorType"] == "ValueError"
    assert answer["errorMessage"] == "as it was asked to"
    assert "app.py" in "".join(answer["stackTrace"])


def test_the_timeout_is_enforced(probe: Deployment[Probe], emulator: Emulator) -> None:
    answer, error = emulator.invoke("probe", {"do": "sleep", "seconds": 60})

    assert error == "Unhandled"
    assert "timed out after 10.00 seconds" in answer["errorMessage"]


def test_the_command_line_invokes_what_is_deployed(
    deployed: Deployment[Project], emulator: Emulator
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lambda_container", "invoke", "hello", "--skip-synth", "--remote"],
        cwd=deployed.source.root,
        env={**os.environ, **emulator.environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).startswith(SENTENCE)


def test_the_alias_answers(probe: Deployment[Probe], emulator: Emulator) -> None:
    assert emulator.invoke("probe", {}, qualifier="live") == ("done", None)


def test_the_url_answers(probe: Deployment[Probe], emulator: Emulator) -> None:
    url = probe.workspace.outputs()["url"]
    host = urlsplit(url).hostname
    assert host is not None
    emulator.reach(host)

    with emulator.open(url) as answer:
        assert answer.status == 200
        assert answer.read() == b"done"
