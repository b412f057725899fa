"""``logs`` and ``status`` as commands: what they print."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambda_container.cli import logs as logs_command
from lambda_container.cli import status as status_command
from lambda_container.operations.status import function_status
from tests.lambda_container.cli.published_project import Project, run
from tests.lambda_container.operations.logs.test_function_log import StandInLogs
from tests.lambda_container.operations.publish.stand_ins import StandInRegistry, remote
from tests.lambda_container.operations.stand_in_lambda import StandInFunction, StandInLambda
from tests.lambda_container.operations.status.test_function_status import StandInCloudWatch

Capture = pytest.CaptureFixture[str]
ID = "8c5cc8d8-3b36-4f3b-9c1e-2b0f3f8b6a11"


class World:
    """dev's and prod's function, deployed, with logs."""

    def __init__(self) -> None:
        self.functions = {
            name: StandInFunction(remote(name).digest, log_group=f"/aws/lambda/{name}")
            for name in ("dev-Hello", "prod-Hello")
        }
        self.logs = StandInLogs()
        self.cloudwatch = StandInCloudWatch()
        self.registry_ = StandInRegistry()
        self.registry_.repositories["dev/hello"] = {"other": remote("dev-Hello")}

    def client(self, service: str, region: str) -> Any:
        if service == "logs":
            return self.logs
        return {"lambda": StandInLambda(self.functions), "cloudwatch": self.cloudwatch}[service]

    def registry(self, *_: str) -> StandInRegistry:
        return self.registry_

    def say(self, message: str, *, minutes_ago: float = 1, stream: str = "s") -> None:
        moment = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        assert self.logs.events is not None
        self.logs.events.append((int(moment.timestamp() * 1000), stream, message))


@pytest.fixture
def world(published_project: Project, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    for module in (logs_command, status_command):
        monkeypatch.setattr(module, "Aws", lambda _: world)
    monkeypatch.setattr(function_status, "image_config", lambda *_: {})
    return world


def lines(capsys: Capture) -> list[str]:
    """What was printed, without the days and the times."""
    printed = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} UTC", printed[0])
    return [line[14:] for line in printed if not line.endswith(" UTC")]


def test_lines_read_as_a_person_reads(world: World, capsys: Capture) -> None:
    world.say(f"START RequestId: {ID} Version: 7")
    world.say(json.dumps({"level": "INFO", "message": "taken", "order": 42, "who": "a b"}))
    world.say(f"[ERROR]\t2026-11-29T08:00:00.123Z\t{ID}\tno\rTraceback:\r  File")
    world.say("printed\nin two lines")
    assert run("logs", "dev/Hello") == 0
    assert lines(capsys) == [
        f"START RequestId: {ID} Version: 7",
        'INFO    taken order=42 who="a b"',
        "ERROR   no",
        "Traceback:",
        "  File",
        "printed",
        "in two lines",
    ]


def test_what_a_terminal_would_obey_is_shown(world: World, capsys: Capture) -> None:
    world.say("\x1b]0;title\x07 \x9b31m")
    run("logs", "dev/Hello")
    assert lines(capsys) == ["\\x1b]0;title\\x07 \\x9b31m"]


def test_nothing_of_a_line_reaches_the_terminal_as_it_is(world: World, capsys: Capture) -> None:
    bad = "\x1b[2J\nFAKE"
    trace = {"type": bad, "value": "", "frames": [{"file": bad, "line": 1, "function": bad}]}
    world.say(json.dumps({"level": bad, "message": bad, bad: bad, "stack_trace": trace}))
    assert run("logs", "dev/Hello") == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert not [line for line in printed.splitlines() if line.startswith("FAKE")]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' + "[" * 100_000])
def test_a_line_that_cannot_be_read_is_text(world: World, capsys: Capture, text: str) -> None:
    world.say(text)
    assert run("logs", "dev/Hello") == 0
    assert lines(capsys) == [text]


def test_several_functions_are_told_apart(world: World, capsys: Capture) -> None:
    world.say("a")
    assert run("logs", "dev/Hello", "prod/Hello") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == [
        "dev/Hello",
        "prod/Hello",
    ]
    assert run("logs", "dev/Hello", "dev-Hello", "--stack", "dev") == 0
    assert lines(capsys) == ["a"], "once, by whichever names"


@pytest.mark.parametrize(
    ("since", "shown"), [("90s", ["new"]), ("2h", ["old", "new"]), ("999999w", ["old", "new"])]
)
def test_since(world: World, capsys: Capture, since: str, shown: list[str]) -> None:
    world.say("old", minutes_ago=60)
    world.say("new", minutes_ago=1)
    run("logs", "dev/Hello", "--since", since)
    assert lines(capsys) == shown


@pytest.mark.parametrize("since", ["", "10", "1y", "-5m", "yesterday", "2026-13-01"])
def test_another_time_is_refused(world: World, capsys: Capture, since: str) -> None:
    assert run("logs", "dev/Hello", "--since", since) == 2
    assert "must be a duration such as 90s, 10m, 2h or 3d" in capsys.readouterr().err


def test_the_lines_of_a_request(world: World, capsys: Capture) -> None:
    world.say(f"START RequestId: {ID} Version: 7", minutes_ago=90)
    world.say("inside", minutes_ago=80)
    world.say(f"END RequestId: {ID}", minutes_ago=70)
    world.say("outside", minutes_ago=60)
    assert run("logs", "dev/Hello", "--request", ID) == 0
    assert "inside" in (shown := lines(capsys))
    assert "outside" not in shown
    assert run("logs", "dev/Hello", "--request", "all") == 2


def test_json_is_what_was_logged(world: World, capsys: Capture) -> None:
    world.say('{"a": "\x1b"}')
    assert run("logs", "dev/Hello", "--json") == 0
    (event,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (event["function"], event["message"], event["stream"]) == ("Hello", '{"a": "\x1b"}', "s")


def test_following_ends_with_ctrl_c(
    world: World, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.say("before")
    waited = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) > 2:
            raise KeyboardInterrupt
        world.say(f"then {len(waited)}", minutes_ago=0)

    monkeypatch.setattr("time.sleep", wait)
    assert run("logs", "dev/Hello", "--follow") == 0
    assert lines(capsys) == ["before", "then 1", "then 2"]


def test_a_stack_has_to_be_named_where_there_are_several(world: World, capsys: Capture) -> None:
    world.say("a")
    assert run("logs") == 2
    assert "Name functions, or a --stack; there are dev, prod" in capsys.readouterr().err
    assert run("logs", "--stack", "prod") == 0
    assert lines(capsys) == ["a"]


def test_a_function_that_is_not_deployed_has_no_log(world: World, capsys: Capture) -> None:
    del world.functions["dev-Hello"]
    assert run("logs", "dev/Hello") == 1
    assert "function 'dev-Hello': ResourceNotFoundException" in capsys.readouterr().err


class TestStatus:
    def test_is_a_table(self, world: World, capsys: Capture) -> None:
        world.functions["dev-Hello"].publish(remote("dev-Hello").digest)
        world.functions["dev-Hello"].aliases["live"] = ("1", {})
        world.cloudwatch.values["dev-Hello", "Throttles"] = [2.0]
        assert run("status", "dev") == 0
        head, row, summary = capsys.readouterr().out.splitlines()
        assert head.split()[-4:] == ["LAST", "HOUR", "LOCK", "SOURCE"]
        assert row.startswith(f"Hello     {remote('dev-Hello').digest[:19]}  ")
        assert "  live 1   0 invoked, 2 throttled        differs" in row
        assert summary == "dev: 1 of 1 functions deployed, 1 different."

    def test_tells_what_is_not_deployed(self, world: World, capsys: Capture) -> None:
        world.functions.clear()
        assert run("status", "dev") == 0
        printed = capsys.readouterr().out
        assert "Hello     not deployed\n" in printed
        assert "dev: 0 of 1 functions deployed, 0 different." in printed

    def test_fails_where_something_could_not_be_read(self, world: World, capsys: Capture) -> None:
        world.cloudwatch.refuses = True
        assert run("status", "dev") == 1
        assert "error: dev/Hello: CloudWatch in eu-west-1: AccessDenied" in capsys.readouterr().err

    def test_as_json(self, world: World, capsys: Capture) -> None:
        assert run("status", "dev", "--json") == 0
        (function,) = json.loads(capsys.readouterr().out)["functions"]
        assert (function["function_name"], function["source"]) == ("dev-Hello", "differs")
        assert function["last_hour"] == {"invocations": 0, "errors": 0, "throttles": 0}
