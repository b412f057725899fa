"""``lambda-container invoke``; stand-ins take the parts of the engine and of AWS."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from lambda_container.cli import main as cli
from tests.lambda_container.engine.conftest import StandIn, engines

__all__ = ["engines"]

# An app that needs no Node. Its file `memory` stands for its source.
APP = """
import json, pathlib
function = {
    "//": {"metadata": {"path": "dev/Hello/Resource"}},
    "environment": {"variables": {"LEVEL": "$${info}", "TABLE": "${aws_x.y.name}"}},
    "function_name": "dev-hello",
    "memory_size": int(pathlib.Path("memory").read_text()),
    "timeout": 10,
}
image = {
    "build": "terraform",
    "context": "../../../hello",
    "dockerfile": "../../../hello/Dockerfile",
    "architecture": "x86_64",
    "platform": "linux/amd64",
    "content_hash": "00" * 32,
    "repository": {"name": "hello"},
}
written = {
    "schema": 1,
    "images": {"Image-Hello": image},
    "functions": {"Hello": {"path": "dev/Hello", "image": "Image-Hello"}},
}
stack = {
    "//": {"lambda_container": written},
    "provider": {"aws": [{"region": "eu-west-1"}]},
    "resource": {"aws_lambda_function": {"Hello": function}},
}
folder = pathlib.Path("cdktf.out/stacks/dev")
folder.mkdir(parents=True, exist_ok=True)
(folder / "cdk.tf.json").write_text(json.dumps(stack))
stacks = {"dev": {"name": "dev", "workingDirectory": "stacks/dev"}}
pathlib.Path("cdktf.out/manifest.json").write_text(json.dumps({"stacks": stacks}))
"""
TABLE = ("--env", "TABLE=orders")
SECRET = "planted-5ec2e7-key"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engines: StandIn) -> Path:
    folder = tmp_path / "project"
    (folder / "hello").mkdir(parents=True)
    (folder / "hello" / "Dockerfile").write_text("FROM scratch\n")
    (folder / "app.py").write_text(APP)
    (folder / "memory").write_text("256")
    (folder / "cdktf.json").write_text(json.dumps({"app": f'"{sys.executable}" app.py'}))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LAMBDA_CONTAINER_RIE", str(engines.emulator))
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    return folder


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str]:
    """What was printed to standard output, as JSON, and to standard error."""
    status = cli.main(["invoke", *arguments])
    printed = capsys.readouterr()
    assert status == 0, printed.err
    return json.loads(printed.out), printed.err


def error(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    status = cli.main(["invoke", *arguments])
    printed = capsys.readouterr()
    assert status in {1, 2}
    assert printed.out == ""
    return printed.err


class TestHere:
    def test_answer_and_logs_go_apart(
        self, capsys: pytest.CaptureFixture[str], project: Path
    ) -> None:
        (project / "order.json").write_text('{"order": 1}')

        told, noted = answer(capsys, "Hello", "--event", "order.json", *TABLE)

        assert told["event"] == {"order": 1}
        assert told["options"][told["options"].index("--memory") + 1] == "256m"
        assert told["environment"] == {
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_NAME": "dev-hello",
            "AWS_LAMBDA_FUNCTION_TIMEOUT": "10",
            "AWS_REGION": "eu-west-1",
            "LEVEL": "${info}",
            "TABLE": "orders",
        }
        assert noted.splitlines()[0] == "dev/Image-Hello: building"
        assert noted.splitlines()[1].startswith("START RequestId")
        assert noted.splitlines()[-1].startswith("REPORT RequestId")

    @pytest.mark.parametrize(
        ("flags", "beginning"), [([], "dev/Image-Hello: building\nSTART"), (["--quiet"], "START")]
    )
    def test_a_build_is_a_line(
        self, flags: list[str], beginning: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main([*flags, "invoke", *TABLE, "--rebuild"]) == 0
        assert capsys.readouterr().err.startswith(beginning)

    def test_a_build_is_shown_whole_when_asked(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (project / "hello" / "Dockerfile").write_text("RUN false\n")
        assert cli.main(["--verbose", "invoke", *TABLE]) == 1
        assert "dev/Image-Hello: building\nstep 1/2: RUN false\n" in capsys.readouterr().err

    def test_json_has_it_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        told, noted = answer(capsys, *TABLE, "--json", "-e", '{"do": "text"}')

        assert noted == ""
        assert (told["answer"], told["error"]) == ("no JSON", False)
        assert told["report"] == told["logs"][-1].strip()

    @pytest.mark.parametrize("do", ["raise", "exit", "time out"])
    def test_a_function_that_fails_is_1(self, do: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["invoke", *TABLE, "-e", json.dumps({"do": do})]) == 1
        assert "errorType" in json.loads(capsys.readouterr().out)

    def test_values_of_terraforms_must_be_given(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "TABLE: ${aws_x.y.name}" in error(capsys, "Hello")

    def test_values_of_terraforms_are_asked_for_at_a_terminal(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stdin = io.StringIO("orders\n")
        monkeypatch.setattr(stdin, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stdin", stdin)

        told, noted = answer(capsys, "Hello")

        assert told["environment"]["TABLE"] == "orders"
        assert "TABLE is a Terraform reference: ${aws_x.y.name}" in noted

    def test_credentials_are_passed_on_when_asked(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)

        told, _ = answer(capsys, *TABLE)
        assert SECRET not in json.dumps(told)

        told, noted = answer(capsys, *TABLE, "--credentials")
        assert told["environment"]["AWS_SECRET_ACCESS_KEY"] == SECRET
        assert SECRET not in noted + json.dumps(told["options"])

    def test_credentials_that_are_not_there(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

        said = error(capsys, *TABLE, "--credentials")
        assert "AWS: no AWS credentials found: Unable to locate credentials; log in" in said
        said = error(capsys, *TABLE, "--credentials", "--profile", "nope")
        assert "no AWS credentials found: The config profile (nope) could not be found" in said

    def test_the_stacks_are_taken_as_they_are_when_asked(
        self, capsys: pytest.CaptureFixture[str], project: Path
    ) -> None:
        answer(capsys, *TABLE)
        (project / "memory").write_text("512")

        told, _ = answer(capsys, *TABLE, "--skip-synth")
        assert told["environment"]["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
        told, _ = answer(capsys, *TABLE)
        assert told["environment"]["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"

    @pytest.mark.parametrize("name", ["podman", "finch", "nerdctl"])
    def test_with_another_engine(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert answer(capsys, *TABLE, "--engine", name)[0]["event"] == {}


class TestWrongUsage:
    def test_a_function_that_is_not_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = error(capsys, "Helo", *TABLE)
        assert said.endswith("there is no function 'Helo'; did you mean 'Hello' or 'dev/Hello'?\n")

    def test_an_event_that_is_no_json_is_said_in_one_line(
        self, capsys: pytest.CaptureFixture[str], engines: StandIn
    ) -> None:
        said = error(capsys, "Hello", "--event", "{order: 1}")
        assert said.startswith("error: the event in --event is invalid JSON: Expecting property")
        assert said.count("\n") == 1

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--remote", "--env", "A=1"],
            ["--remote", "--watch"],
            ["--remote", "--engine", "podman"],
            ["--qualifier", "live"],
            ["--profile", "mine"],
        ],
    )
    def test_options_that_would_do_nothing_are_refused(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert arguments[-2 if "--engine" in arguments else 0] in error(capsys, *arguments)

    def test_a_build_that_fails(self, capsys: pytest.CaptureFixture[str], project: Path) -> None:
        (project / "hello" / "Dockerfile").write_text("RUN false\n")
        assert "step 1/2: RUN false" in error(capsys, *TABLE)


class TestRemote:
    @pytest.fixture(autouse=True)
    def requests(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, bytes]]]:
        """Lambda's API, and what it was asked."""
        asked: list[tuple[str, bytes]] = []

        class Lambda(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                event = self.rfile.read(int(self.headers["Content-Length"]))
                asked.append((self.path, event))
                found = "dev-hello" in self.path and b"lost" not in event
                body = event if found else b'{"Message": "Function not found: x"}'
                self.send_response(200 if found else 404)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("X-Amz-Log-Result", base64.b64encode(b"a line\nREPORT 1").decode())
                if b"raise" in event:
                    self.send_header("X-Amz-Function-Error", "Unhandled")
                if not found:
                    self.send_header("X-Amzn-ErrorType", "ResourceNotFoundException")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Lambda)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        yield asked
        server.shutdown()
        server.server_close()

    def test_the_deployed_function_answers(
        self, capsys: pytest.CaptureFixture[str], requests: list[tuple[str, bytes]]
    ) -> None:
        told, noted = answer(capsys, "Hello", "--remote", "-e", '{"order": 1}')

        assert told == {"order": 1}
        assert noted == "a line\nREPORT 1\n"
        assert requests == [("/2015-03-31/functions/dev-hello/invocations", b'{"order": 1}')]

    def test_an_alias_answers(
        self, capsys: pytest.CaptureFixture[str], requests: list[tuple[str, bytes]]
    ) -> None:
        answer(capsys, "Hello", "--remote", "--qualifier", "live")
        assert requests[0][0].endswith("/invocations?Qualifier=live")

    def test_a_function_that_fails_is_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["invoke", "--remote", "-e", '{"do": "raise"}']) == 1
        assert json.loads(capsys.readouterr().out) == {"do": "raise"}

    def test_one_that_is_not_deployed(
        self, capsys: pytest.CaptureFixture[str], requests: list[tuple[str, bytes]]
    ) -> None:
        said = error(capsys, "--remote", "-e", '"lost"')
        assert "function 'dev-hello': ResourceNotFoundException: Function not found: x" in said
        assert len(requests) == 1


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "lambda_container", "invoke", *TABLE, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A shell lets what it starts in the background ignore Ctrl-C, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def wait_for(process: subprocess.Popen[str], text: str) -> str:
    """Read what it prints until a line holds a text."""
    assert process.stdout is not None
    read = ""
    while text not in read:
        line = process.stdout.readline()
        assert line, read
        read += line
    return read


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_the_container_is_gone_however_it_ends(
    number: signal.Signals, status: int, engines: StandIn
) -> None:
    process = started("--event", '{"do": "sleep"}')
    wait_for(process, "START RequestId")
    assert len(engines.containers()) == 1

    process.send_signal(number)

    assert process.wait(20) == status
    assert engines.containers() == []


def test_watch_runs_it_again_when_a_file_changes(project: Path, engines: StandIn) -> None:
    process = started("--watch")
    try:
        assert '"256m"' in wait_for(process, "watching for changes")
        time.sleep(0.5)  # it begins to watch right after it says so
        (project / "memory").write_text("512")
        read = wait_for(process, "watching for changes")
        assert "changed: memory" in read
        assert '"512m"' in read

        (project / "hello" / "Dockerfile").write_text("RUN false\n")
        (project / "app.py").write_text(APP.replace('"00"', '"11"'))
        assert "step 1/2: RUN false" in wait_for(process, "watching for changes")

        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
    assert engines.containers() == []
