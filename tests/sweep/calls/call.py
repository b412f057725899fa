"""A public call, and how a test makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sweep.scene import Scene


@dataclass(frozen=True)
class Of:
    """A value that is made in the scene of the call."""

    make: Callable[[Scene], Any]


@dataclass(frozen=True)
class Call:
    """One public call.

    Attributes:
        make: Makes it in a scene, and whatever carries its result into the JSON.
        valid: A valid value of each parameter.
        required: The parameters of the least call.
        together: What a parameter is given together with.
        instead: The parameters that a parameter replaces.
    """

    make: Callable[..., Any]
    valid: Mapping[str, Any]
    required: Sequence[str] = ()
    together: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def arguments(self, parameter: str) -> dict[str, Any]:
        """The arguments of the least call with a parameter, without the parameter itself."""
        left_out = {parameter, *self.instead.get(parameter, ())}
        least = {name: self.valid[name] for name in self.required if name not in left_out}
        return {**least, **self.together.get(parameter, {})}

    def run(self, scene: Scene, arguments: Mapping[str, Any]) -> None:
        """Make the call."""
        resolved = {name: resolve(scene, value) for name, value in arguments.items()}
        scene.run(lambda: self.make(scene, **resolved))


def resolve(scene: Scene, value: Any) -> Any:
    """A value of a call in its scene."""
    return value.make(scene) if isinstance(value, Of) else value
