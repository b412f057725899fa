"""A function runs under the emulator with any engine; a stand-in takes the engine's part."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from lambda_container.engine.build_request import LocalImage
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import ENGINES, EngineError, EngineName
from lambda_container.engine.local_function import LocalFunction, LocalRun
from lambda_container.errors import LambdaContainerError
from lambda_container.invocation import FunctionError, Invocation
from tests.lambda_container.engine.conftest import StandIn
from tests.lambda_container.engine.stand_in import LAST_WORDS

IMAGE = LocalImage(
    id="hello:1", platform="linux/amd64", entry_point=("/entry",), command=("app.handler",)
)


@pytest.fixture
def run(engines: StandIn) -> LocalRun:
    return LocalRun(
        name="dev-hello",
        image=IMAGE,
        platform="linux/amd64",
        emulator=engines.emulator,
        memory_size=256,
        ephemeral_storage=600,
        environment={"LEVEL": "info", "TEXT": "a=b 'c' \"d\" $e", "LINES": "1\n2"},
    )


def changed(run: LocalRun, **changes: Any) -> LocalRun:
    return dataclasses.replace(run, **changes)


@pytest.mark.parametrize("name", ENGINES)
def test_it_runs_with_any_engine(name: EngineName, run: LocalRun, engines: StandIn) -> None:
    shown: list[str] = []

    with LocalFunction(Engine.find(name), run, show=shown.append) as function:
        answer = function.invoke({"order": 1})
        assert engines.containers() != []

    options = answer["options"]
    assert answer["event"] == {"order": 1}
    assert options[options.index("--publish") + 1] == "127.0.0.1::8080"
    assert options[options.index("--memory") + 1] == "256m"
    assert options[options.index("--platform") + 1] == "linux/amd64"
    assert options[options.index("--entrypoint") + 1] == "/aws-lambda-rie"
    assert f"type=bind,source={engines.emulator},target=/aws-lambda-rie,readonly" in options
    assert "size=600m" in options[options.index("--tmpfs") + 1]
    assert {"--detach", "--read-only", "--cap-drop", "no-new-privileges"} <= set(options)
    assert options[-5:] == ["hello:1", "--log-level", "error", "/entry", "app.handler"]
    assert shown[0].startswith("START RequestId")
    assert engines.containers() == []


def test_values_of_variables_are_on_no_command_line(run: LocalRun, engines: StandIn) -> None:
    with LocalFunction(Engine.find("docker"), run) as function:
        answer = function.invoke()

    assert answer["environment"] == {"LEVEL": "info", "TEXT": "a=b 'c' \"d\" $e"}
    assert answer["passed"] == {"LINES": "1\n2"}
    for call in engines.calls:
        assert not any(value in word for word in call for value in ("info", "a=b", "1\n2"))


def test_entry_point_command_and_folder_of_the_function_win(run: LocalRun) -> None:
    own = changed(run, entry_point=("/own", "-u"), command=("a", "b"), working_directory="/w")

    with LocalFunction(Engine.find("docker"), own) as function:
        options = function.invoke()["options"]

    assert options[options.index("--workdir") + 1] == "/w"
    assert options[-7:] == ["hello:1", "--log-level", "error", "/own", "-u", "a", "b"]


def test_an_image_with_an_emulator_starts_it_itself(run: LocalRun) -> None:
    image = dataclasses.replace(IMAGE, entry_point=("/lambda-entrypoint.sh",))
    aws = changed(run, image=image, emulator=None)
    assert not aws.needs_emulator
    assert changed(aws, entry_point=("/own",)).needs_emulator

    with LocalFunction(Engine.find("docker"), aws) as function:
        options = function.invoke()["options"]

    assert options[-2:] == ["hello:1", "app.handler"]
    assert "--entrypoint" not in options
    assert "--mount" not in options


class TestAnswers:
    @pytest.fixture
    def function(self, run: LocalRun) -> Any:
        with LocalFunction(Engine.find("docker"), run) as function:
            yield function

    def test_an_invocation_has_its_own_logs_and_report(self, function: LocalFunction) -> None:
        for _ in range(3):
            invocation = function.request('{"order": 1}')
            assert invocation.answer["event"] == {"order": 1}
            assert invocation.report == "REPORT RequestId: 1\tDuration: 1.00 ms"
            assert len(invocation.logs) == 3
        assert len(function.logs) == 9

    @pytest.mark.parametrize(
        ("do", "type_"),
        [("raise", "ValueError"), ("exit", "ValueError"), ("time out", "Sandbox.Timedout")],
    )
    def test_an_error_of_the_function_is_one(
        self, do: str, type_: str, function: LocalFunction
    ) -> None:
        with pytest.raises(FunctionError, match=f"^dev-hello: {type_}: ") as raised:
            function.invoke({"do": do})
        assert raised.value.type == type_
        assert raised.value.invocation.is_error

    def test_the_stack_trace_is_shown(self, function: LocalFunction) -> None:
        with pytest.raises(FunctionError, match=r"ValueError: no\n  line 1$"):
            function.invoke({"do": "raise"})

    def test_an_answer_that_is_no_json_is_text(self, function: LocalFunction) -> None:
        assert function.invoke({"do": "text"}) == "no JSON"

    def test_a_container_that_dies_says_what_it_printed(self, function: LocalFunction) -> None:
        with pytest.raises(EngineError, match=r"does not respond[\s\S]*  START RequestId"):
            function.invoke({"do": "die"})


def test_one_that_does_not_start_says_why_and_is_removed(run: LocalRun, engines: StandIn) -> None:
    broken = changed(run, platform="linux/arm64", command=("broken",))
    with (
        pytest.raises(EngineError, match="cannot run linux/arm64: install QEMU emulation"),
        LocalFunction(Engine.find("docker"), broken),
    ):
        pass
    assert engines.containers() == []


def test_an_image_without_anything_to_run_is_refused(run: LocalRun) -> None:
    bare = dataclasses.replace(IMAGE, entry_point=(), command=())
    with pytest.raises(LambdaContainerError, match="has neither ENTRYPOINT nor CMD"):
        LocalFunction(Engine.find("docker"), changed(run, image=bare)).start()


@pytest.mark.parametrize(
    ("answer", "is_error"),
    [
        ('{"errorType": "A", "errorMessage": "b"}', True),
        ('{"errorType": "A", "errorMessage": "b", "requestId": "1", "stackTrace": []}', True),
        ('{"errorType": "A", "errorMessage": "b", "orders": []}', False),
        ('{"errorMessage": "b"}', False),
        ("null", False),
    ],
)
def test_lambdas_error_document_is_told_by_its_keys(answer: str, is_error: bool) -> None:
    assert Invocation.of_emulator(200, answer.encode(), []).is_error is is_error


def test_a_runtime_that_died_has_no_report() -> None:
    assert Invocation(answer=None, is_error=True, logs=("START RequestId: 1",)).report is None


def test_what_is_printed_while_it_is_stopped_belongs_to_no_invocation(
    run: LocalRun, engines: StandIn
) -> None:
    shown: list[str] = []
    with LocalFunction(Engine.find("docker"), run, show=shown.append) as function:
        function.invoke({})
    (container,) = engines.folder.glob("removed-*")
    assert LAST_WORDS in (container / "log").read_text()
    assert not [line for line in [*shown, *function.logs] if LAST_WORDS in line]
    assert any(line.startswith("REPORT") for line in shown)


def test_a_second_stop_does_nothing(run: LocalRun, tmp_path: Path) -> None:
    function = LocalFunction(Engine.find("docker"), run)
    function.start()
    function.stop()
    function.stop()
