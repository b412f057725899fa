"""The image that a function runs, as a value that the function binds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cdktf import ITerraformDependable
from constructs import Construct

from lambda_container import defaults
from lambda_container.build.architecture import Architecture
from lambda_container.manifest.entries import BuildMode
from lambda_container.repository.repository import AnyRepository

if TYPE_CHECKING:
    from lambda_container.image.build_secret import BuildSecret
    from lambda_container.image.built_image import BuiltImage
    from lambda_container.image.existing_image import RepositoryImage, UriImage


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundImage:
    """An image bound to a stack.

    Attributes:
        image_uri: The URI of the image, as a reference or a literal.
        dependencies: Resources that must exist before the function can pull it.
        id: Its id in the stack's manifest; ``None`` for an existing image.
    """

    image_uri: str
    dependencies: tuple[ITerraformDependable, ...] = ()
    id: str | None = None


class ContainerImage(ABC):
    """A container image, either built from a folder or existing.

    Lambda runs single-platform images from private ECR repositories of its own Region, of at most
    10 GB uncompressed. There is no default tag.

    Attributes:
        architecture: The image's architecture; ``None`` if only the function specifies it.
    """

    architecture: Architecture | None = None

    @abstractmethod
    def bind(self, scope: Construct) -> BoundImage:
        """Declare the image's resources in the stack of ``scope``, once per stack."""

    @staticmethod
    def build(
        context: str | Path,
        *,
        repository: AnyRepository,
        dockerfile: str | Path | None = None,
        target: str | None = None,
        build_args: Mapping[str, str] | None = None,
        public_build_args: Sequence[str] = (),
        secrets: Sequence[BuildSecret] = (),
        labels: Mapping[str, str] | None = None,
        architecture: Architecture = defaults.ARCHITECTURE,
        extra_hash: str | None = None,
        build: BuildMode = "terraform",
        lock: str | Path | None = None,
        id: str | None = None,  # noqa: A002 - constructs' own name
    ) -> BuiltImage:
        """Build an image from a folder, and push it.

        Becomes ``docker_registry_image`` with a ``build`` block. The files are read and hashed now;
        Docker is needed only where Terraform builds. With ``build="published"``, the command
        ``lambda-container publish`` builds and pushes before Terraform runs: the image becomes
        ``data.aws_ecr_image``, or no resource if the lock file has its digest.

        In a stack, equal builds are one. Its address depends on the repository and on what is
        built, and neither on the functions that use it nor on the content of the files.

        Args:
            context: The folder that is sent to the build, relative to the working directory.
            repository: Where to push the image.
            dockerfile: Relative to ``context``; may be outside of it, but not a link out of its own
                folder. Default: ``Dockerfile``.
            target: The stage to build. Default: the last.
            build_args: Values of ``ARG``, literal. They stay in the image's history, so values that
                look like secrets are rejected.
            public_build_args: The names of build arguments that look like a secret's, such as
                ``MAX_TOKEN_LENGTH``, and hold none; at most 256 characters each.
            secrets: Secrets for ``RUN --mount=type=secret``; never part of the image or the hash.
            labels: Labels of the image, literal.
            architecture: ``x86_64`` (default) or ``arm64``.
            extra_hash: Any string of at most 32,768 characters; a new value forces a new build.
            build: Who builds and pushes: ``terraform`` (default), with its Docker provider; or
                ``published``, for which Terraform needs neither Docker nor its provider.
            lock: The lock file of digests, with ``published`` only. Default:
                ``lambda-container.lock.json`` beside the nearest cdktf.json, from the working
                directory upwards. It need not exist.
            id: The id of its construct in each stack: ASCII letters, digits, ``-`` and ``_``.
                Default: the name of the folder, and a key of the repository and the arguments.

        Raises:
            InvalidArgument: A context that Docker cannot build, or a value that it rejects.
            LockError: The lock file was edited; raised when the function is created.
        """
        from lambda_container.image.built_image import BuiltImage  # noqa: PLC0415 - its subclass

        return BuiltImage(
            context,
            repository=repository,
            dockerfile=dockerfile,
            target=target,
            build_args=build_args or {},
            public_build_args=public_build_args,
            secrets=secrets,
            labels=labels or {},
            architecture=architecture,
            extra_hash=extra_hash,
            build=build,
            lock=lock,
            id=id,
        )

    @staticmethod
    def from_repository(
        repository: AnyRepository, *, digest: str | None = None, tag: str | None = None
    ) -> RepositoryImage:
        """Run an image that a repository holds.

        Args:
            repository: The repository, in the function's Region.
            digest: ``sha256:`` and 64 hexadecimal digits; or
            tag: A tag, which ``data.aws_ecr_image`` resolves to its digest when Terraform plans.

        Raises:
            InvalidArgument: Not exactly one of digest and tag, or an invalid value.
        """
        from lambda_container.image.existing_image import RepositoryImage  # noqa: PLC0415

        return RepositoryImage(repository, digest=digest, tag=tag)

    @staticmethod
    def from_uri(uri: str) -> UriImage:
        """Run an image by its URI.

        Args:
            uri: ``ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:...``, or ``:TAG``, or a
                reference to one.

        Raises:
            InvalidArgument: An image outside private ECR, or a URI without a tag or digest.

        Warns:
            LambdaContainerWarning: A tag without a digest: Terraform sees no change when the tag
                moves; use ``from_repository(Repository.from_arn(...), tag=...)``.
        """
        from lambda_container.image.existing_image import UriImage  # noqa: PLC0415

        return UriImage(uri)
