"""What a function runs: an image that is built, or one that exists."""

from lambda_container.image.build_secret import BuildSecret
from lambda_container.image.built_image import BuiltImage
from lambda_container.image.container_image import BoundImage, ContainerImage
from lambda_container.image.existing_image import RepositoryImage, UriImage

__all__ = [
    "BoundImage",
    "BuildSecret",
    "BuiltImage",
    "ContainerImage",
    "RepositoryImage",
    "UriImage",
]
