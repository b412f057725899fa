"""The records of a manifest, as stored in the stack's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from lambda_container.build.architecture import Architecture
from lambda_container.build.build_inputs import BuildInputs
from lambda_container.defaults import ARCHITECTURE
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.locked_image import LockedImage

SCHEMA = 1
"""Version of the format; incremented when older versions can no longer read it."""

BuildMode = Literal["terraform", "published"]
"""Who builds an image: Terraform's Docker provider, or ``lambda-container publish``."""


class RepositoryEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The repository of an image.

    Attributes:
        name: The repository's name; contains ``${`` if it is a Terraform reference.
        managed: Whether the stack creates the repository.
        registry_id: The account that owns it; None if it is not known at synth.
        region: Its Region; None if it is not known at synth.
        provider: The AWS provider that finds it, such as ``aws.west``; None for the default one.
        address: Its Terraform address, if the stack creates it; read from its resource.
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
        id: Its id in the stack: the path of its construct below the stack. The same image of
            another environment has the same id.
        build: Who builds it.
        inputs: The build inputs, with paths relative to the stack's folder.
        architecture: Lambda's name of its architecture.
        content_hash: 64 hexadecimal digits.
        tag: Its tag, if known at synth; None if Terraform adds to it.
        repository: Its repository.
        build_log: The log of Terraform's build, relative to the stack's folder; None if
            ``publish`` builds.
        lock: The lock file, relative to the stack's folder.
        digest: The digest that the lock file pins the image to, if any.
        promoted_from: The stack that this digest was promoted from, if any.
        rolled_back: Whether a rollback pinned it to this digest.
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
    rolled_back: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether it stays whatever the source is, because a promotion or a rollback pinned it."""
        return self.promoted_from is not None or self.rolled_back

    def pinned(self, locked: LockedImage | None) -> ImageEntry:
        """Return it with what a lock file says of it, as far as that applies to its source."""
        if locked is None or not locked.applies_to(self.content_hash):
            return self
        return msgspec.structs.replace(
            self,
            digest=locked.digest,
            promoted_from=locked.promoted_from,
            rolled_back=locked.rolled_back,
        )

    def written(self) -> dict[str, Any]:
        """Return the manifest's JSON, with the inputs at the top level and no ``extra_hash``."""
        whole: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        inputs = whole.pop("inputs")
        inputs.pop("extra_hash", None)
        del whole["id"]
        return {**whole, **inputs}

    @classmethod
    def read(cls, id: str, written: Mapping[str, Any]) -> ImageEntry:  # noqa: A002
        """Read the entry with an id from the manifest's JSON.

        Raises:
            msgspec.ValidationError: Another version wrote the JSON.
        """
        inputs = {k: v for k, v in written.items() if k in BuildInputs.__struct_fields__}
        others = {k: v for k, v in written.items() if k not in inputs}
        return msgspec.convert({**others, "id": id, "inputs": inputs}, cls)


class AliasEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An alias of a function, as its ``aws_lambda_alias`` defines it.

    Attributes:
        name: Its name.
        is_newest: Whether it follows the newest version; otherwise it names a version.
        is_gradual: Whether CodeDeploy moves it.
    """

    name: str
    is_newest: bool
    is_gradual: bool


class FunctionEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A function, as the stack's ``aws_lambda_function`` defines it.

    Attributes:
        id: Its construct's path below the stack, such as ``hello``.
        path: Its construct's path, such as ``dev/hello``.
        image: The id of the image that it runs; None for an existing image.
        image_uri: The image URI in Terraform; usually a reference.
        function_name: Its name; None if it is a Terraform reference.
        memory_size: MB; None if it is a Terraform reference.
        timeout: Seconds; None if it is a Terraform reference.
        ephemeral_storage: MB; None if it is a Terraform reference.
        environment: The variables with literal values.
        references: The variables that are Terraform references, with their expressions.
        entry_point: Overrides the image's ENTRYPOINT.
        command: Overrides the image's CMD.
        working_directory: Overrides the image's WORKDIR.
        architecture: Lambda's name of its architecture.
        region: Its Region, if known.
        account: The only account that its provider may change, if it names one.
        aliases: Its aliases whose names are known, sorted by name.
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
    account: str | None = None
    aliases: tuple[AliasEntry, ...] = ()


class StackManifest(msgspec.Struct, frozen=True, kw_only=True):
    """The images and functions of one stack.

    Attributes:
        name: The stack's name.
        folder: The folder of its JSON; relative paths in entries are relative to it.
        images: Its images, sorted by id.
        functions: Its functions, sorted by id.
        sync: Whether ``lambda-container sync`` may change it.
    """

    name: str
    folder: Path
    images: tuple[ImageEntry, ...]
    functions: tuple[FunctionEntry, ...]
    sync: bool = False

    def image(self, id: str) -> ImageEntry:  # noqa: A002 - what entries call it
        """Return the image with an id.

        Raises:
            KeyError: There is no such image.
        """
        for image in self.images:
            if image.id == id:
                return image
        raise KeyError(id)

    @property
    def lock(self) -> Path | None:
        """The lock file of its images; ``None`` if none is pinned by one.

        Raises:
            LambdaContainerError: There is more than one.
        """
        paths = {self.path(image.lock) for image in self.images if image.lock is not None}
        if len(paths) > 1:
            raise LambdaContainerError(f"{self.name}: its images have more than one lock file")
        return paths.pop() if paths else None

    def inputs(self, image: ImageEntry) -> BuildInputs:
        """Return the build inputs of an image, with absolute paths."""
        return image.inputs.located(lambda path: str(self.path(path)))

    def path(self, relative: str) -> Path:
        """Return a path of an entry as an absolute path."""
        return (self.folder / relative).resolve()
