"""The records of a manifest: data, as it stands in the stack's JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

SCHEMA = 1
"""Another number when what is written can no longer be read as before."""

BuildMode = Literal["terraform", "published"]
"""Who builds an image: Terraform's Docker provider, or ``lambda-container publish``."""


class SecretEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a build finds a secret; exactly one of ``env`` and ``src``.

    Attributes:
        id: What the Dockerfile calls it.
        env: A variable.
        src: A file, relative to the stack's folder or absolute.
    """

    id: str
    env: str | None = None
    src: str | None = None


class RepositoryEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an image is kept.

    Attributes:
        name: The repository's name; with ``${`` where only Terraform knows it.
        managed: Whether the stack makes the repository.
        registry_id: The account that owns it; None where only Terraform knows it.
        region: Its Region; None where only Terraform knows it.
        provider: The AWS provider that finds it, such as ``aws.west``; None for the default one.
        address: What Terraform calls it, where the stack makes it; read from its resource.
    """

    name: str
    managed: bool = False
    registry_id: str | None = None
    region: str | None = None
    provider: str | None = None
    address: str | None = None


class ImageEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An image that is built.

    Attributes:
        id: What tells it from the stack's other images: its construct's path below the stack. The
            same image of another environment has the same id.
        build: Who builds it.
        context: The folder that the build is sent, relative to the stack's folder.
        dockerfile: The Dockerfile, relative to the stack's folder.
        architecture: Lambda's name of it.
        platform: Docker's name of it.
        content_hash: 64 hexadecimal digits.
        tag: Its tag, where that is known at synth; None where Terraform adds to it.
        repository: Where it is kept.
        target: The stage to build.
        build_args: Values of ARG.
        labels: The image's labels.
        secrets: What the build may read.
        build_log: Where Terraform's build is logged, relative to the stack's folder; None where
            ``publish`` builds.
        lock: The lock file, relative to the stack's folder.
        digest: The digest that the lock file pins the image to, if any.
        promoted_from: The stack that this digest was promoted from, if any.
    """

    id: str
    build: BuildMode
    context: str
    dockerfile: str
    architecture: str
    platform: str
    content_hash: str
    repository: RepositoryEntry
    tag: str | None = None
    target: str | None = None
    build_args: dict[str, str] = {}
    labels: dict[str, str] = {}
    secrets: tuple[SecretEntry, ...] = ()
    build_log: str | None = None
    lock: str | None = None
    digest: str | None = None
    promoted_from: str | None = None


class FunctionEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A function, as the stack's ``aws_lambda_function`` says it.

    Attributes:
        id: Its construct's path below the stack, such as ``hello``.
        path: Its construct's path, such as ``dev/hello``.
        image: The id of the image that it runs; None where it exists already.
        image_uri: What Terraform is told to run; a reference, mostly.
        function_name: Its name; None where only Terraform knows it.
        memory_size: MB; None where only Terraform knows it.
        timeout: Seconds; None where only Terraform knows it.
        ephemeral_storage: MB; None where only Terraform knows it.
        environment: The variables whose values are known.
        references: The variables that Terraform fills in, with its expressions.
        entry_point: What replaces the image's ENTRYPOINT.
        command: What replaces the image's CMD.
        working_directory: What replaces the image's WORKDIR.
        architecture: Lambda's name of it.
        region: Its Region, where known.
    """

    id: str
    path: str
    image: str | None = None
    image_uri: str | None = None
    function_name: str | None = None
    memory_size: int | None = None
    timeout: int | None = None
    ephemeral_storage: int | None = None
    environment: dict[str, str] = {}
    references: dict[str, str] = {}
    entry_point: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    working_directory: str | None = None
    architecture: str = "x86_64"
    region: str | None = None


class StackManifest(msgspec.Struct, frozen=True, kw_only=True):
    """What one stack needs.

    Attributes:
        name: The stack's name.
        folder: Where its JSON lies; what entries call relative is relative to it.
        images: Its images, in the order of their ids.
        functions: Its functions, in the order of their ids.
    """

    name: str
    folder: Path
    images: tuple[ImageEntry, ...]
    functions: tuple[FunctionEntry, ...]

    def image(self, id: str) -> ImageEntry:  # noqa: A002 - what entries call it
        """The image of an id.

        Raises:
            KeyError: There is none.
        """
        for image in self.images:
            if image.id == id:
                return image
        raise KeyError(id)

    def path(self, relative: str) -> Path:
        """A path of an entry, absolute."""
        return (self.folder / relative).resolve()
