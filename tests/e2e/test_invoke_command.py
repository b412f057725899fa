"""``lambda-container invoke`` and the fixture ``function``, with the real engine and runtime."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e.emulator import REGION, Emulator
from tests.e2e.engine import Engine
from tests.e2e.process import Process, wait_until
from tests.e2e.project import Probe, Project
from tests.lambda_container.testing import test_documented
from tests.lambda_container.testing.test_pytest_plugin import run_pytest

SENTENCE = "Hello from AWS Lambda using Python"
# From the call to the container's end; on cores that run other tests meanwhile.
_STRICT = "lambda_container_strict=true"


@pytest.fixture(scope="module")
def environment(engine: Engine, emulator: Emulator, setup: Path) -> dict[str, str]:
    """What makes the command line one of this engine and of this emulator of AWS."""
    return {
        **os.environ,
        **emulator.environment,
        **engine.environment,
        # With what jsii has unpacked there.
        "HOME": os.environ["HOME"],
        "E2E_BUILD_SECRET": "planted",
        "LAMBDA_CONTAINER_RIE": str(setup / "rie"),
        "PATH": os.pathsep.join([str(Path(engine.client).parent), os.environ["PATH"]]),
    }


@pytest.fixture(scope="module")
def project(work: Path) -> Path:
    """The project's own app, which nothing has synthesized yet."""
    return Project(work / "invoked").root


@pytest.fixture(scope="module")
def probe(work: Path) -> Path:
    """The program in probe/, as an app of the command line."""
    folder = Probe(work / "invoked-probe").root
    (folder / "cdktf.json").write_text(json.dumps({"app": f'"{sys.executable}" main.py'}))
    return folder


@pytest.fixture(autouse=True)
def _nothing_is_left(engine: Engine) -> Iterator[None]:
    engine.remove_containers()  # of functions that other tests left warm
    yield
    assert engine.containers() == []


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "lambda_container", "invoke", *arguments]


def invoke(
    folder: Path, environment: Mapping[str, str], *arguments: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["hello", "e2e/hello-ric"])
def test_a_function_answers(name: str, project: Path, environment: dict[str, str]) -> None:
    done = invoke(project, environment, name, "--event", "functions/hello/events/url.json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).startswith(SENTENCE)
    assert "REPORT RequestId: " in done.stderr


def test_a_warm_image_answers_again(project: Path, environment: dict[str, str]) -> None:
    # The table at the end says how long the three take.
    for _ in range(3):
        done = invoke(project, environment, "hello", "--skip-synth", "--json")
        told = json.loads(done.stdout)
        assert told["answer"].startswith(SENTENCE)
        assert re.search(r"\tDuration: ([0-9.]+) ms", told["report"])


def test_it_runs_as_the_stack_says(probe: Path, environment: dict[str, str]) -> None:
    done = invoke(
        probe,
        environment,
        *("Probe", "--event", "-", "--env", "LEVEL=from the desk", "--credentials"),
        stdin='{"do": "describe"}',
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    variables = told["environment"]
    # Its command: the image's own names a module that is not there.
    assert "app.py" in told["files"]
    assert (told["name"], told["memory"]) == ("probe", "192")
    assert 1000 < told["remaining"] <= 10_000
    assert variables["LITERAL"] == "${not} evaluated"
    assert variables["LEVEL"] == "from the desk"
    assert variables["AWS_REGION"] == REGION
    assert variables["AWS_ACCESS_KEY_ID"] == environment["AWS_ACCESS_KEY_ID"]
    assert "E2E_BUILD_SECRET" not in variables


def test_credentials_are_passed_on_only_when_asked(
    probe: Path, environment: dict[str, str]
) -> None:
    done = invoke(probe, environment, "Probe", "--skip-synth", "-e", '{"do": "describe"}')

    assert environment["AWS_SECRET_ACCESS_KEY"] not in done.stdout + done.stderr
    assert json.loads(done.stdout)["environment"]["AWS_ACCESS_KEY_ID"] == ""


@pytest.mark.parametrize(
    ("event", "type_", "message"),
    [
        ({"do": "raise"}, "ValueError", "as it was asked to"),
        ({"do": "sleep", "seconds": 60}, "Sandbox.Timedout", "timed out after 10.00 seconds"),
    ],
)
def test_a_function_that_fails_is_told_by_the_exit_code(
    event: object, type_: str, message: str, probe: Path, environment: dict[str, str]
) -> None:
    done = invoke(probe, environment, "Probe", "--skip-synth", "--event", json.dumps(event))

    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["errorType"] == type_
    assert message in answer["errorMessage"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_container_is_gone_however_it_ends(
    number: signal.Signals, probe: Path, environment: dict[str, str], engine: Engine, work: Path
) -> None:
    event = json.dumps({"do": "sleep", "seconds": 60})
    arguments = command("Probe", "--skip-synth", "--event", event)
    process = Process(["env", "-C", str(probe), *arguments], work / "invoke.log", environment)
    wait_until("it runs", lambda: bool(engine.containers()))

    os.kill(process.pid, number)

    assert process.wait(20) == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]


def test_watch_runs_it_again_when_a_file_changes(
    project: Path, environment: dict[str, str], work: Path
) -> None:
    log = work / "watch.log"
    arguments = ["env", "-C", str(project), *command("hello", "--watch", "-e", "{}")]
    process = Process(arguments, log, environment)
    wait_until("it answers", lambda: "watching" in log.read_text())
    assert SENTENCE in log.read_text()
    # It begins to watch right after it says so.
    time.sleep(0.5)

    app = project / "functions" / "hello" / "app.py"
    app.write_text(app.read_text().replace("Hello from", "Hello anew from"))

    wait_until("it answers anew", lambda: log.read_text().count("watching") > 1)
    assert "Hello anew from" in log.read_text()
    time.sleep(1)
    assert log.read_text().count("watching") == 2, "what it synthesized counts as a change"
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(20) == 0


def test_the_documented_test_file_passes_whole(
    work: Path, environment: dict[str, str], engine: Engine
) -> None:
    folder = work / "documented"
    folder.mkdir()
    test_documented.project(folder)

    done = run_pytest(folder, "--snapshot-update", "-o", _STRICT, variables=environment)

    assert "3 passed" in done.stdout


def test_the_size_of_an_image_and_its_start(probe: Path, environment: dict[str, str]) -> None:
    (probe / "function" / "big.bin").write_bytes(bytes(2_000_000))
    size = [sys.executable, "-m", "lambda_container", "size", "Probe", "--json", "--start"]
    done = subprocess.run(
        size, cwd=probe, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    own = [layer for layer in told["layers"] if not layer["base"]]
    assert own
    assert [layer for layer in told["layers"] if layer["base"]]
    assert 2_000_000 <= sum(layer["size"] for layer in own) < 3_000_000
    assert "COPY" in own[-1]["created_by"]
    assert told["start"]["first_ms"] > told["start"]["next_ms"] > 0
