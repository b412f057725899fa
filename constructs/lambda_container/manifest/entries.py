"""The records of a manifest: data, as it stands in the stack's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from lambda_container.build.architecture import Architecture
from lambda_container.build.build_inputs import BuildInputs
from lambda_container.defaults import ARCHITECTURE

SCHEMA = 1
"""Another number when what is written can no longer be read as before."""

BuildMode = Literal["terraform", "published"]
"""Who builds an image: Terraform's Docker provider, or ``lambda-container publish``."""


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
        inputs: What it is built from; paths relative to the stack's folder.
        architecture: Lambda's name of it.
        content_hash: 64 hexadecimal digits.
        tag: Its tag, where that is known at synth; None where Terraform adds to it.
        repository: Where it is kept.
        build_log: Where Terraform's build is logged, relative to the stack's folder; None where
            ``publish`` builds.
        lock: The lock file, relative to the stack's folder.
        digest: The digest that the lock file pins the image to, if any.
        promoted_from: The stack that this digest was promoted from, if any.
    """

    id: str
    build: BuildMode
    inputs: BuildInputs
    architecture: Architecture
    content_hash: str
    repository: RepositoryEntry
    tag: str | None = None
    build_log: str | None = None
    lock: str | None = None
    digest: str | None = None
    promoted_from: str | None = None

    def written(self) -> dict[str, Any]:
        """The JSON of the manifest, which has the inputs beside the rest, and no ``extra_hash``."""
        whole: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        inputs = whole.pop("inputs")
        inputs.pop("extra_hash", None)
        del whole["id"]
        return {**whole, **inputs}

    @classmethod
    def read(cls, id: str, written: Mapping[str, Any]) -> ImageEntry:  # noqa: A002
        """The entry of an id, from the JSON of the manifest.

        Raises:
            msgspec.ValidationError: The JSON is another version's.
        """
        inputs = {k: v for k, v in written.items() if k in BuildInputs.__struct_fields__}
        others = {k: v for k, v in written.items() if k not in inputs}
        return msgspec.convert({**others, "id": id, "inputs": inputs}, cls)


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
    architecture: Architecture = ARCHITECTURE
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

    def inputs(self, image: ImageEntry) -> BuildInputs:
        """What an image is built from, with absolute paths."""
        return image.inputs.located(lambda path: str(self.path(path)))

    def path(self, relative: str) -> Path:
        """A path of an entry, absolute."""
        return (self.folder / relative).resolve()
