"""A function's name is its own, and what it uses is in its Region."""

from __future__ import annotations

from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.physical_names import check_unique_name
from lambda_container.checks.same_region import check_same_region
from lambda_container.function.destination import Destination
from lambda_container.image.container_image import ContainerImage
from lambda_container.key.key_argument import AnyKey
from lambda_container.terraform.placement import Placement


def check_own_place(
    arguments: Arguments,
    scope: Construct,
    placement: Placement,
    *,
    function_name: str,
    image: ContainerImage,
    kms_key: AnyKey | None,
    dead_letter_target: Destination | None,
) -> None:
    """Refuse a name that is taken, and an image, key or target of another Region.

    Raises:
        InvalidArgument: One of them.
    """
    name = function_name
    check_unique_name(
        arguments, scope, "function", name, placement=placement, argument="function_name"
    )
    check_same_region(
        arguments,
        scope,
        placement,
        image=getattr(image, "literal_uri", None),
        kms_key=kms_key,
        dead_letter_target=dead_letter_target,
    )
