"""A program that makes every public call, with references in its lists, and prints its JSON.

Usage: python -m tests.sweep.program UNRELATED FOLDER
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cdktf import TerraformStack, TerraformVariable, Testing

from lambda_container import LambdaContainerError
from tests.sweep.calls import CALLS, Call, resolve
from tests.sweep.scene import Scene


def main(unrelated: int, folder: Path) -> None:
    """Make some unrelated references, then every call, and print the JSON of each."""
    warnings.simplefilter("ignore")
    other = TerraformStack(Testing.app(), "other")
    for number in range(unrelated):
        assert TerraformVariable(other, f"v{number}", type="string").string_value
    made = {}
    for name, call in CALLS.items():
        scene = Scene(folder)
        make(call, scene)
        made[name] = json.loads(Testing.synth(scene.stack))
    json.dump(made, sys.stdout)


def make(call: Call, scene: Scene) -> None:
    """Make a call with each of its parameters, as far as one stack takes them all."""
    for parameter, valid in call.valid.items():
        value = resolve(scene, valid)
        values = [value]
        if isinstance(value, Sequence) and value and isinstance(value[0], str):
            if not isinstance(value, str):
                values.append([scene.account, scene.string, *value])
        elif isinstance(value, dict):
            values.append({scene.account: "a", scene.string: "b", **value})
        for each in values:
            arguments: dict[str, Any] = {**call.arguments(parameter), parameter: each}
            try:
                call.run(scene, arguments)
            except LambdaContainerError:
                continue


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
