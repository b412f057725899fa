"""The variables that a function runs with here."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_container.manifest.entries import FunctionEntry
from lambda_container.operations.invoke.environment_variables import (
    VariableError,
    given_values,
    variables_of,
)

FUNCTION = FunctionEntry(
    id="Orders",
    path="dev/Orders",
    environment={"LEVEL": "info", "MODE": "a"},
    references={"TABLE": "${aws_dynamodb_table.Orders.name}", "QUEUE": "${var.queue}"},
)
SECRET = "planted-5ec2e7"


class TestVariables:
    def test_what_is_given_wins_and_fills_in(self) -> None:
        given = {"MODE": "b", "TABLE": "orders", "QUEUE": "q", "MORE": "c"}
        assert variables_of(FUNCTION, given) == {"LEVEL": "info", **given}

    def test_what_is_missing_is_named_with_what_it_is(self) -> None:
        with pytest.raises(VariableError) as raised:
            variables_of(FUNCTION, {"QUEUE": SECRET})
        assert str(raised.value).startswith("dev/Orders: these variables are Terraform references")
        assert str(raised.value).endswith("\n  TABLE: ${aws_dynamodb_table.Orders.name}")
        assert SECRET not in str(raised.value)

    def test_what_is_missing_is_asked_for(self) -> None:
        asked: list[tuple[str, str]] = []

        def ask(name: str, expression: str) -> str:
            asked.append((name, expression))
            return name.lower()

        variables = variables_of(FUNCTION, {"TABLE": "orders"}, ask=ask)

        assert asked == [("QUEUE", "${var.queue}")]
        assert variables["QUEUE"] == "queue"


class TestGiven:
    def test_a_file_and_what_wins_over_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OWN", "mine")
        file = tmp_path / ".env"
        file.write_text(
            "# a comment\nLEVEL=info\nexport TABLE='a b'\nLINES=\"1\\n2\"\nCOST=${LEVEL}\nOWN\n"
        )

        values = given_values(["LEVEL=debug", "EMPTY=", "EQUAL=a=b", "OWN"], file)

        assert values == {
            "COST": "${LEVEL}",
            "EMPTY": "",
            "EQUAL": "a=b",
            "LEVEL": "debug",
            "LINES": "1\n2",
            "OWN": "mine",
            "TABLE": "a b",
        }

    def test_nothing_else_of_this_environment_is_passed_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        assert given_values([], None) == {}

    def test_a_variable_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NOT_THERE", raising=False)
        with pytest.raises(VariableError, match=r"^NOT_THERE: has no value"):
            given_values(["NOT_THERE"], None)

    @pytest.mark.parametrize("text", [f"1A={SECRET}", f"={SECRET}", f"A B={SECRET}"])
    def test_no_name_and_no_value_in_the_message(self, text: str) -> None:
        with pytest.raises(VariableError, match=r"^--env: must be NAME=VALUE") as raised:
            given_values([text], None)
        assert SECRET not in str(raised.value)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(VariableError, match="cannot be read: No such file"):
            given_values([], tmp_path / "nowhere")
