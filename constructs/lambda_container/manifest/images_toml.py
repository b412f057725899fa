"""The images of a project that is written in HCL: ``lambda-container.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from lambda_container.build.architecture import PLATFORMS, Architecture
from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext
from lambda_container.build.dockerfile import Dockerfile
from lambda_container.build.image_tag import published_tag
from lambda_container.defaults import ARCHITECTURE
from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.entries import ImageEntry, RepositoryEntry, StackManifest
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.pinned_inputs import with_pinned_bases
from lambda_container.secret_detection import holds_secret, is_secret_name

IMAGES_TOML = "lambda-container.toml"
"""The file's name; the folder that contains it is the project's."""

_Name = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]


class ImagesError(LambdaContainerError):
    """The file cannot be read, or says something that is not possible."""


class _Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    env: str | None = None
    src: str | None = None


class _Image(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source_path: str
    repository: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9./_-]{1,255}\Z")]
    architecture: Architecture = ARCHITECTURE
    dockerfile: str = "Dockerfile"
    target: str | None = None
    build_args: dict[str, str] = {}
    labels: dict[str, str] = {}
    secrets: dict[str, _Secret] = {}
    extra_hash: str | None = None


class _Environment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    region: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9-]+\Z")]
    registry_id: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{12}\Z")] | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    images: dict[_Name, _Image]
    environments: dict[_Name, _Environment]


def read_images(folder: Path) -> list[StackManifest]:
    """Read the images of a folder, as the stacks of an app would have them: one per environment.

    Args:
        folder: Absolute path of the folder that contains the file.

    Raises:
        ImagesError: The file cannot be read, or has a key or a value that is not possible.
        InvalidArgument: A context that Docker cannot build.
        LockError: The lock file was edited.
    """
    path = folder / IMAGES_TOML
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except (OSError, ValueError) as error:  # msgspec's and tomllib's are ValueErrors
        raise ImagesError(f"{path}: {error}") from None
    lock = Lock.read(folder / LOCK_FILE)
    built = {name: _inputs(folder, name, image) for name, image in sorted(file.images.items())}
    return [
        StackManifest(
            name=name,
            folder=folder,
            images=tuple(
                _entry(f"Image-{image}", file.images[image], environment, *built[image]).pinned(
                    lock.image(name, f"Image-{image}")
                )
                for image in built
            ),
            functions=(),
        )
        for name, environment in sorted(file.environments.items())
    ]


def _inputs(folder: Path, name: str, image: _Image) -> tuple[BuildInputs, str]:
    """The inputs of a build, with paths relative to the folder, and their hash."""
    subject = f"{IMAGES_TOML}: images.{name}"
    for key, value in image.build_args.items():
        if is_secret_name(key) or holds_secret(value):
            raise ImagesError(
                f"{subject}: build_args.{key} must hold no secret, which would stay in the image's"
                " history: pass it in secrets"
            )
    for key, secret in image.secrets.items():
        if (secret.env is None) == (secret.src is None):
            raise ImagesError(f"{subject}: secrets.{key} must have one of env and src")
    context = BuildContext.read(
        folder / image.source_path, dockerfile=image.dockerfile, subject=subject
    )
    dockerfile = Dockerfile.read(context.dockerfile, subject=subject)
    if image.target is not None and not dockerfile.has_stage(image.target):
        names = ", ".join(dockerfile.stage_names)
        raise ImagesError(f"{subject}: target must be a stage of the Dockerfile, which has {names}")
    inputs = BuildInputs(
        platform=PLATFORMS[image.architecture],
        target=image.target,
        build_args=image.build_args,
        labels=image.labels,
        secrets=tuple(
            SecretSource(id=key, env=secret.env, src=secret.src)
            for key, secret in sorted(image.secrets.items())
        ),
        extra_hash=image.extra_hash,
    )
    inputs = with_pinned_bases(inputs, dockerfile, folder / LOCK_FILE)
    located = inputs.replace(context=str(context.root), dockerfile=str(context.dockerfile))
    return located, content_hash(context, inputs)


def _entry(
    id_: str, image: _Image, environment: _Environment, inputs: BuildInputs, hash_: str
) -> ImageEntry:
    return ImageEntry(
        id=id_,
        build="published",
        inputs=inputs,
        architecture=image.architecture,
        content_hash=hash_,
        tag=published_tag(hash_),
        repository=RepositoryEntry(
            name=image.repository, region=environment.region, registry_id=environment.registry_id
        ),
        lock=LOCK_FILE,
    )
