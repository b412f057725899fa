"""The place of an image in its stack, which depends on what is built and not on who uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cdktf import TerraformStack
from constructs import IConstruct

from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.context import BuildContext
from lambda_container.build.image_tag import construct_key
from lambda_container.manifest.cdktf_json import CDKTF_JSON
from lambda_container.terraform.construct_tree import path_of
from lambda_container.terraform.manifest_record import below_stack

_NAME_LENGTH = 64
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def image_id(
    stack: TerraformStack, repository: IConstruct, context: BuildContext, inputs: BuildInputs
) -> str:
    """The id of an image's construct: its folder's name, and a key of what is built and where to.

    Paths are those of the project, so that each machine finds the same; a change of the content
    changes nothing.

    Args:
        stack: The stack that the image is built for.
        repository: The repository that it is pushed to.
        context: The build context.
        inputs: Everything else that is built from.
    """
    parts = [
        below_stack(stack, path_of(repository)),
        _in_project(context.root),
        context.dockerfile_in_context,
        inputs.platform,
        inputs.target,
        sorted(inputs.build_args.items()),
        sorted(inputs.labels.items()),
        # The file of a secret can be elsewhere on another machine.
        [(secret.id, secret.env) for secret in inputs.secrets],
        inputs.extra_hash,
    ]
    name = _UNSAFE.sub("-", context.root.name)[:_NAME_LENGTH]
    return f"Image-{name}-{construct_key(json.dumps(parts))}"


def _in_project(folder: Path) -> str:
    """A folder's path in the project with the nearest cdktf.json above it, or else its name."""
    for above in (folder, *folder.parents):
        if (above / CDKTF_JSON).is_file():
            return folder.relative_to(above).as_posix()
    return folder.name
