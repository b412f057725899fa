"""The result of invoking a function."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from lambda_container.errors import LambdaContainerError

REPORT = "REPORT RequestId:"
_TIMED_OUT = re.compile(r"Task timed out after [0-9.]+ seconds")
_ERROR_KEYS = {"errorMessage", "errorType"}
_ALL_ERROR_KEYS = _ERROR_KEYS | {"cause", "requestId", "stackTrace", "trace"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """An invocation that has ended.

    Attributes:
        answer: The handler's return value, or Lambda's error document: ``errorType``,
            ``errorMessage`` and ``stackTrace``. A string if it is not JSON.
        is_error: Whether the handler raised, exited or took too long.
        logs: The lines printed during the invocation, including Lambda's own.
        request: The id of the request, of a deployed function.
    """

    answer: Any
    is_error: bool
    logs: tuple[str, ...] = ()
    request: str | None = None

    @property
    def report(self) -> str | None:
        """Lambda's line about duration and memory; None if the runtime died first."""
        reports = [line for line in self.logs if line.startswith(REPORT)]
        return reports[-1].strip() if reports else None

    @classmethod
    def of_emulator(cls, status: int, body: bytes, logs: Sequence[str]) -> Invocation:
        """Read the emulator's response, which marks only errors of the runtime."""
        text = body.decode(errors="replace")
        if _TIMED_OUT.fullmatch(text):
            document = {"errorType": "Sandbox.Timedout", "errorMessage": text}
            return cls(answer=document, is_error=True, logs=tuple(logs))
        answer = json_or_text(text)
        return cls(
            answer=answer, is_error=status != HTTPStatus.OK or _is_error(answer), logs=tuple(logs)
        )


class FunctionError(LambdaContainerError):
    """A function raised, exited or took too long.

    Attributes:
        type: Lambda's ``errorType``: the name of the exception's class, or a name such as
            ``Sandbox.Timedout``.
        invocation: The whole invocation.
    """

    def __init__(self, name: str, invocation: Invocation) -> None:
        document = invocation.answer if isinstance(invocation.answer, dict) else {}
        self.type: str = document.get("errorType", "Error")
        self.invocation = invocation
        message = document.get("errorMessage", invocation.answer)
        trace = "".join(document.get("stackTrace") or ())
        super().__init__(
            f"{name}: {self.type}: {message}" + (f"\n{trace.rstrip()}" if trace else "")
        )


def json_or_text(text: str) -> Any:
    """Parse a JSON string; return it unchanged if it is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _is_error(answer: object) -> bool:
    return isinstance(answer, dict) and _ERROR_KEYS <= answer.keys() <= _ALL_ERROR_KEYS
