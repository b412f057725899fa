"""What is in use: by functions, by lock files, and by the source as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lambda_container.aws_api.function_versions import digests_in_use
from lambda_container.aws_api.session import Aws
from lambda_container.aws_api.stored_images import StoredImage
from lambda_container.build.image_tag import hash_prefix
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.locked_image import LockedImage


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """What is in use, and by what.

    An image is looked for by its digest alone, in whatever repository: copies count, too.

    Attributes:
        digests: What uses an image, by its digest.
        tags: What uses an image, by its tag.
        prefixes: What uses an image, by the beginning of its tag.
    """

    digests: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)

    def of(self, image: StoredImage) -> str | None:
        """What uses an image, if anything does."""
        if image.digest in self.digests:
            return self.digests[image.digest]
        for tag in image.tags:
            if tag in self.tags:
                return self.tags[tag]
            for prefix, what in self.prefixes.items():
                if tag.startswith(prefix):
                    return what
        return None

    def with_functions(self, functions: Mapping[str, str]) -> Usage:
        """Return what is in use with functions, too.

        Args:
            functions: A version that runs an image, by its digest.
        """
        return Usage(digests={**self.digests, **functions}, tags=self.tags, prefixes=self.prefixes)


def usage_of_project(stacks: Iterable[StackManifest], locks: Mapping[str, Lock]) -> Usage:
    """Return what the source and the lock files use.

    Args:
        stacks: The stacks, as they are now: the images that their sources make are in use.
        locks: Lock files by what they are called; what a stack was pinned to before counts, too.
    """
    usage = Usage()
    for stack in stacks:
        for image in stack.images:
            what = f"source of {stack.name}"
            if image.digest is not None:
                usage.digests[image.digest] = what
            if image.tag is not None:
                usage.tags[image.tag] = what
            usage.prefixes[f"{hash_prefix(image.content_hash)}-"] = what
    for name, lock in locks.items():
        for images in (*lock.stacks.values(), *_earlier(lock)):
            for locked in images.values():
                usage.digests.setdefault(locked.digest, name)
                usage.tags.setdefault(locked.tag, name)
    return usage


def _earlier(lock: Lock) -> list[Mapping[str, LockedImage]]:
    return [each.images for sets in lock.earlier.values() for each in sets]


def functions_in_use(identities: Sequence[Aws], regions: Iterable[str]) -> dict[str, str]:
    """Return what functions of all identities' accounts run, in all of the Regions.

    Raises:
        AwsError: One of them could not be read.
    """
    found: dict[str, str] = {}
    for aws in identities:
        for region in sorted(regions):
            found.update(digests_in_use(aws, region))
    return found
