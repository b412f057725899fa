"""The Dockerfile of a build whose bases the lock file pins."""

from __future__ import annotations

from pathlib import Path

from cdktf import TerraformStack

from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.pinned_files import write_pinned
from lambda_container.image.stack_folder import is_synthesized, stack_folder


def dockerfile_by_digests(scope: TerraformStack, inputs: BuildInputs, name: str) -> Path:
    """Write the Dockerfile of a build with its bases by digest, beside the stack's JSON.

    Args:
        scope: The stack.
        inputs: The build inputs, with absolute paths.
        name: A name that no other image of the stack has.

    Raises:
        InvalidArgument: A base cannot be replaced in the Dockerfile.
    """
    file = stack_folder(scope) / f"{name}.Dockerfile"
    if is_synthesized(scope):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_pinned(inputs, file)
    return file
