"""What a function runs: an image that is built, or one that exists."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_container.image.build_secret import BuildSecret
    from lambda_container.image.built_image import BuiltImage
    from lambda_container.image.container_image import BoundImage, ContainerImage
    from lambda_container.image.existing_image import RepositoryImage, UriImage

# Imported when they are used: the command line reads contexts, and needs no cdktf for that.
_MODULES = {
    "BoundImage": "container_image",
    "BuildSecret": "build_secret",
    "BuiltImage": "built_image",
    "ContainerImage": "container_image",
    "RepositoryImage": "existing_image",
    "UriImage": "existing_image",
}

__all__ = [
    "BoundImage",
    "BuildSecret",
    "BuiltImage",
    "ContainerImage",
    "RepositoryImage",
    "UriImage",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value
