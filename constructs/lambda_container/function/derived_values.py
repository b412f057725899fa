"""Values derived for a function when the caller gives none."""

from __future__ import annotations

import re

from lambda_container import defaults
from lambda_container.build.architecture import Architecture
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.aws_names import FUNCTION_NAME, FUNCTION_NAME_RULE
from lambda_container.image.container_image import ContainerImage
from lambda_container.terraform.references import is_token

ROLE_PREFIX_LENGTH = 37
"""IAM takes 38 characters, of which the last is a dash."""


def name_of_function(arguments: Arguments, function_name: str | None) -> str:
    """The given name, or the construct's path."""
    if function_name is None:
        # This library's ids are letters, digits, "-" and "_" already; others may not be.
        function_name = re.sub(r"[^A-Za-z0-9_-]+", "-", arguments.path)
        rule = f"be given, because the construct's path is not valid: it must {FUNCTION_NAME_RULE}"
        return arguments.pattern("function_name", function_name, FUNCTION_NAME, rule)
    return arguments.pattern("function_name", function_name, FUNCTION_NAME, FUNCTION_NAME_RULE)


def prefix_of_role(function_name: str) -> str | None:
    """The name prefix of a function's own role; ``None`` if the name is a reference."""
    return None if is_token(function_name) else f"{function_name[:ROLE_PREFIX_LENGTH]}-"


def architecture_of(
    arguments: Arguments, architecture: Architecture | None, image: ContainerImage
) -> Architecture:
    """The given architecture, which must match the image's; by default, the image's."""
    if architecture is None:
        return image.architecture or defaults.ARCHITECTURE
    arguments.literal("architecture", architecture, Architecture)
    if image.architecture not in (None, architecture):
        arguments.fail("architecture", f"be the image's, {image.architecture}", architecture)
    return architecture
