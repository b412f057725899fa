"""A program that makes every public call, with references in its lists, and prints its JSON.

Usage: python -m tests.sweep.program UNRELATED FOLDER
"""

from __future__ import annotations

import contextlib
import json
import sys
import warnings
from pathlib import Path
from typing import Any

from cdktf import TerraformStack, TerraformVariable, Testing

from lambda_container import LambdaContainerError
from tests.sweep.calls import CALLS
from tests.sweep.calls.call import Call, resolve
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
    """Make the least call, and one with references in each of its lists and maps."""
    call.run(scene, call.arguments(""))
    for parameter, valid in call.valid.items():
        value = resolve(scene, valid)
        if isinstance(value, list) and value and isinstance(value[0], str):
            mixed: Any = [scene.account, scene.string, *value]
        elif isinstance(value, dict):
            mixed = {scene.account: "a", scene.string: "b", **value}
        else:
            continue
        with contextlib.suppress(LambdaContainerError):
            call.run(scene, {**call.arguments(parameter), parameter: mixed})


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
