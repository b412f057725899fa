"""An update of a function's code, until Lambda is done with it."""

from __future__ import annotations

from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from lambda_container.aws_api import function_update
from lambda_container.aws_api.errors import AwsError
from lambda_container.aws_api.function_update import publish_version, update_code
from tests.lambda_container.operations.botocore_shapes import valid

URI = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/dev/hello@sha256:" + "a" * 64


class StandInLambda:
    """A function, with what it answers one after the other."""

    def __init__(self, *answers: dict[str, str] | str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def client(self, service: str, region: str) -> StandInLambda:
        assert (service, region) == ("lambda", "eu-west-1")
        return self

    def _answer(self, operation: str) -> Any:
        self.asked.append(operation)
        answer = self.answers.pop(0)
        if isinstance(answer, str):
            raise ClientError({"Error": {"Code": answer, "Message": "no"}}, operation)
        return valid("lambda", operation, dict(answer))

    def update_function_code(self, *, FunctionName: str, ImageUri: str) -> Any:  # noqa: N803
        assert (FunctionName, ImageUri) == ("dev-hello", URI)
        return self._answer("UpdateFunctionCode")

    def get_function_configuration(self, *, FunctionName: str) -> Any:  # noqa: N803
        assert FunctionName == "dev-hello"
        return self._answer("GetFunctionConfiguration")

    def publish_version(self, *, FunctionName: str) -> Any:  # noqa: N803
        assert FunctionName == "dev-hello"
        return self._answer("PublishVersion")


@pytest.fixture(autouse=True)
def _nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function_update, "_POLL_SECONDS", 0)


def update(*answers: dict[str, str] | str) -> list[str]:
    aws = StandInLambda(*answers)
    update_code(cast("Any", aws), "dev-hello", "eu-west-1", URI)
    assert aws.answers == []
    return aws.asked


DONE = {"State": "Active", "LastUpdateStatus": "Successful"}
RUNNING = {"State": "Active", "LastUpdateStatus": "InProgress"}


def test_it_ends_when_the_function_runs_it() -> None:
    asked = update(RUNNING, RUNNING, DONE)
    assert asked == ["UpdateFunctionCode", *["GetFunctionConfiguration"] * 2]


def test_a_function_that_was_idle_is_pending_first() -> None:
    assert len(update({"State": "Pending", "LastUpdateStatus": "Successful"}, DONE)) == 2


def test_it_waits_for_the_update_of_somebody_else() -> None:
    asked = update("ResourceConflictException", "ResourceConflictException", DONE)
    assert asked == ["UpdateFunctionCode"] * 3


def test_an_update_that_fails_tells_why() -> None:
    failed = {"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "The image is too big"}
    with pytest.raises(AwsError, match="its update failed: The image is too big"):
        update(RUNNING, failed)


def test_what_lambda_refuses_is_told() -> None:
    with pytest.raises(AwsError, match="function 'dev-hello': InvalidParameterValueException"):
        update("InvalidParameterValueException")


def test_an_update_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function_update, "_SECONDS", -1)
    with pytest.raises(AwsError, match="its update did not end within"):
        update(RUNNING)
    with pytest.raises(AwsError, match="ResourceConflictException"):
        update("ResourceConflictException")


def test_a_version_is_published_when_the_function_is_idle() -> None:
    aws = StandInLambda("ResourceConflictException", {"Version": "7"})
    assert publish_version(cast("Any", aws), "dev-hello", "eu-west-1") == "7"
