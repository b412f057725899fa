"""What comes of a hostile value: an error of ours, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdktf import Testing

from lambda_container import LambdaContainerError
from tests.sweep.calls import CALLS
from tests.sweep.calls.call import Call, resolve
from tests.sweep.hostile import Value
from tests.sweep.scene import Accepted, Scene


@dataclass(frozen=True)
class Outcome:
    """The outcome of one value in one parameter.

    Attributes:
        parameter: The parameter.
        value: The value.
        message: The error's message, if it was refused.
        json: The stack's JSON, if it was taken.
    """

    parameter: str
    value: Value
    message: str | None = None
    json: Any = None

    def __str__(self) -> str:
        return f"{self.parameter}: {self.value.kind}"


def outcomes(call: str, values: Any, folder: Path) -> Iterator[Outcome]:
    """The outcome of each value that is made from the valid one, for each parameter of a call.

    Any exception but the library's own fails the test that asks.

    Args:
        call: The call.
        values: Makes the values from a valid one.
        folder: A build context.
    """
    row = CALLS[call]
    checked, scene = Scene(folder, checks_only=True), Scene(folder)
    for name, valid in row.valid.items():
        sample: Any = resolve(scene, valid)
        made: Iterable[Value] = values(sample)
        for value in made:
            parameter = f"{call}({name}=)"
            message = refusal(row, name, value, checked)
            if message is None:
                message = refusal(row, name, value, scene)
            if message is not None:
                yield Outcome(parameter, value, message=message)
                continue
            try:
                yield Outcome(parameter, value, json=json.loads(Testing.synth(scene.stack)))
            except RuntimeError as error:
                raise AssertionError(f"{parameter}: {value.kind}: {error}") from error
            scene = Scene(folder)


def refusal(row: Call, name: str, value: Value, scene: Scene) -> str | None:
    """The message of the error for a value; ``None`` if it is taken."""
    try:
        row.run(scene, {**row.arguments(name), name: value.make(scene)})
    except Accepted:
        return None
    except LambdaContainerError as error:
        return str(error)
    except Exception as error:
        raise AssertionError(f"{name}: {value.kind}: {error!r}") from error
    return None
