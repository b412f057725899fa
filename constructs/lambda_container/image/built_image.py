"""An image that Terraform builds and pushes."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from cdktf import TerraformStack
from constructs import Construct

from lambda_container.build import image_tag
from lambda_container.build.architecture import PLATFORMS, Architecture
from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.build.build_record import remember
from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext, relative_path
from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.image.build_and_push import ImageBuildAndPush
from lambda_container.image.build_block import build_block
from lambda_container.image.build_checks import check_build
from lambda_container.image.build_log import keep_newest_build, log_name
from lambda_container.image.build_secret import BuildSecret
from lambda_container.image.container_image import BoundImage, ContainerImage
from lambda_container.image.image_identity import image_id
from lambda_container.image.pinned_bases import dockerfile_by_digests
from lambda_container.image.published_image import PublishedImage, read_lock
from lambda_container.image.stack_folder import check_reachable, path_from_stack, stack_folder
from lambda_container.image.usable_repository import check_usable
from lambda_container.manifest.entries import BuildMode, ImageEntry
from lambda_container.manifest.lock_file import find_lock
from lambda_container.manifest.locked_image import LockedImage
from lambda_container.manifest.pinned_inputs import with_pinned_bases
from lambda_container.repository.repository import AnyRepository
from lambda_container.repository.repository_argument import check_repository
from lambda_container.secret_detection import holds_secret, is_secret_name
from lambda_container.terraform.construct_tree import kept_on, node_of, path_of, stack_of
from lambda_container.terraform.manifest_record import below_stack, record_image
from lambda_container.terraform.placement import Placement
from lambda_container.terraform.references import is_token

TEXT_LIMIT = 32_768
_NAME_LIMIT = 256
ARGUMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")
_LABEL_KEY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._/-]{0,253}[A-Za-z0-9])?")
TARGET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
ARGUMENT_RULE = "be the name of an ARG"
TARGET_RULE = "be the name of a stage"
_TAG = "it determines the image tag at synthesis"
BUILD_ARGS_RULE = (
    "hold no secret, which would stay in the image's history: pass it in secrets, or name it in"
    " public_build_args if it is none"
)


class BuiltImage(ContainerImage):
    """An image that is built from a folder; returned by ``ContainerImage.build``.

    Attributes:
        architecture: The architecture, which also determines the platform.
        content_hash: The SHA-256 of everything that determines the image's content, as 64
            hexadecimal digits; the same on every machine.
        files: POSIX paths of the files sent to the build, relative to the context, sorted.
        ignored_files: Files that ``.dockerignore`` excludes; a folder excluded whole ends in ``/``.
        context: The build context itself.
        inputs: Build inputs besides the context's files; paths are set when it is bound.
        build_mode: ``terraform`` or ``published``.
    """

    architecture: Architecture

    def __init__(
        self,
        context: str | Path,
        *,
        repository: AnyRepository,
        dockerfile: str | Path | None,
        target: str | None,
        build_args: Mapping[str, str],
        public_build_args: Sequence[str],
        secrets: Sequence[BuildSecret],
        labels: Mapping[str, str],
        architecture: Architecture,
        extra_hash: str | None,
        build: BuildMode,
        lock: str | Path | None,
        id: str | None,  # noqa: A002 - constructs' own name
    ) -> None:
        Arguments("ContainerImage").local_path("context", context)
        arguments = Arguments(f"ContainerImage {str(context)!r}")
        arguments.local_path("dockerfile", dockerfile)
        check_repository(arguments, repository)
        arguments.choice("build", build, BuildMode)
        if id is not None:
            arguments.construct_id(id)
            arguments.known("id", id, "it is part of an address")
        self._id = id
        if lock is not None:
            arguments.local_path("lock", lock)
            if build != "published":
                arguments.fail("lock", "be given with build 'published' only", str(lock))
        arguments.choice("architecture", architecture, Architecture)
        if target is not None:
            arguments.pattern("target", target, TARGET, TARGET_RULE)
            arguments.known("target", target, _TAG)
        public = arguments.known_strings("public_build_args", public_build_args, _NAME_LIMIT)
        build_args = _build_args(arguments, build_args, public)
        for i, name in enumerate(public):
            if name not in build_args:
                arguments.fail(f"public_build_args[{i}]", "be one of build_args", name)
        labels = arguments.mapping("labels", labels)
        for key, value in labels.items():
            arguments.pattern("labels key", key, _LABEL_KEY, "be a label such as 'org.team'")
            arguments.known("labels key", key, _TAG)
            arguments.text(f"labels[{key!r}]", value, TEXT_LIMIT, minimum=0)
            arguments.known(f"labels[{key!r}]", value, _TAG)
        sources = [
            SecretSource(id=secret.id, env=secret.env, src=secret.src)
            for secret in arguments.items("secrets", secrets, BuildSecret)
        ]
        if len({source.id for source in sources}) < len(sources):
            arguments.fail("secrets", "have unique ids", [source.id for source in sources])
        if build == "terraform":
            _warn_of_missing_variables(arguments.subject, sources)
        if extra_hash is not None:
            arguments.text("extra_hash", extra_hash, TEXT_LIMIT, multiline=True)
            arguments.known("extra_hash", extra_hash, _TAG)

        self.architecture = architecture
        self.context = BuildContext.read(context, dockerfile=dockerfile, subject=arguments.subject)
        parsed = check_build(
            arguments, self.context, target=target, build_args=build_args, architecture=architecture
        )
        lock_file = find_lock(Path.cwd()) if lock is None else Path(lock).absolute()
        self.inputs = BuildInputs(
            platform=PLATFORMS[architecture],
            target=target,
            build_args=build_args,
            labels=labels,
            secrets=tuple(sorted(sources, key=lambda source: source.id)),
            extra_hash=extra_hash,
        )
        if parsed is not None:
            self.inputs = with_pinned_bases(self.inputs, parsed, lock_file)
        self.content_hash = content_hash(self.context, self.inputs)
        self.build_mode: BuildMode = build
        self._repository = repository
        self._lock = lock_file if build == "published" else None

    @property
    def placement(self) -> Placement:
        """Region and provider of its repository, as far as known."""
        return self._repository.placement

    @property
    def files(self) -> tuple[str, ...]:
        """The hashed files; the Dockerfile and the arguments are hashed, too."""
        return tuple(entry.path for entry in self.context.entries)

    @property
    def ignored_files(self) -> tuple[str, ...]:
        """The excluded files."""
        return self.context.ignored

    @property
    def tag_prefix(self) -> str:
        """The part of the tag that is known before the build: 12 digits of the hash."""
        return image_tag.hash_prefix(self.content_hash)

    @property
    def tag(self) -> str | None:
        """The tag of a published image; ``None`` otherwise, as Terraform sets the tag later."""
        if self.build_mode == "terraform":
            return None
        return image_tag.published_tag(self.content_hash)

    def bind(self, scope: Construct) -> BoundImage:
        """Declare the resources that build or find it, once in a stack for all equal builds."""
        stack = stack_of(scope)
        check_usable(self.context.subject, self._repository, scope)
        id_ = self._id or image_id(stack, self._repository, self.context, self.inputs)
        images: dict[str, tuple[BuiltImage, BoundImage]] = kept_on(stack, "images", dict)
        if id_ in images:
            other, bound = images[id_]
            if not self._builds_like(other):
                rule = f"be given: {other.context.subject} is another image of the stack and has it"
                Arguments(self.context.subject).fail("id", rule, id_)
            return bound
        if node_of(stack).try_find_child(id_) is not None:
            rule = "be unique among the constructs of the stack"
            Arguments(self.context.subject).fail("id", rule, id_)
        remember(self.content_hash, self.context, self.inputs)
        uri, recorded = self._published(stack, id_) if self.tag else self._built(stack, id_)
        bound = BoundImage(image_uri=uri, dependencies=self._repository.dependencies, id=recorded)
        images[id_] = self, bound
        return bound

    def _builds_like(self, other: BuiltImage) -> bool:
        mine, theirs = (
            (each.content_hash, each.inputs, each.build_mode, each._lock, id(each._repository))
            for each in (self, other)
        )
        return mine == theirs

    def _built(self, scope: TerraformStack, id_: str) -> tuple[str, str]:
        check_reachable(scope, self.context.root, subject=self.context.subject, argument="context")
        key = image_tag.construct_key(f"{path_of(scope)}/{id_}")
        log = log_name(id_, key)
        keep_newest_build(stack_folder(scope) / log)
        context, dockerfile = self.context.root, self.context.dockerfile
        if self.inputs.bases:
            located = self.inputs.replace(context=str(context), dockerfile=str(dockerfile))
            dockerfile = dockerfile_by_digests(scope, located, f"{id_}-{key}")
        build = ImageBuildAndPush(
            scope,
            id_,
            repository=self._repository,
            content_hash=self.content_hash,
            hash_prefix=self.tag_prefix,
            key=key,
            build=build_block(
                self.inputs.replace(
                    context=path_from_stack(scope, context),
                    dockerfile=relative_path(dockerfile, context),
                ),
                build_log_file=log,
            ),
        )
        return build.image_uri, self._record(build, build_log=log)

    def _published(self, scope: TerraformStack, id_: str) -> tuple[str, str]:
        assert self.tag is not None  # noqa: S101 - for mypy
        assert self._lock is not None  # noqa: S101 - for mypy
        lock = read_lock(scope, self._lock)
        locked = lock.image(node_of(scope).id, id_)
        if locked is not None and not locked.applies_to(self.content_hash):
            locked = None
        name = self._repository.entry.name
        if locked is not None and not is_token(name) and locked.repository != name:
            warn(
                f"{self.context.subject}: {self._lock.name} has this image in the repository"
                f" {locked.repository!r}, not in {name!r}: publish or"
                " promote it again; until then, its tag is looked up"
            )
            locked = None
        published = PublishedImage(
            scope, id_, repository=self._repository, tag=self.tag, locked=locked
        )
        return published.image_uri, self._record(published, locked=locked)

    def _record(
        self, scope: Construct, *, build_log: str | None = None, locked: LockedImage | None = None
    ) -> str:
        """Record its build in the stack's manifest; returns its id there."""
        entry = ImageEntry(
            id=below_stack(scope, path_of(scope)),
            build=self.build_mode,
            inputs=self.inputs.replace(
                context=path_from_stack(scope, self.context.root),
                dockerfile=path_from_stack(scope, self.context.dockerfile),
            ),
            architecture=self.architecture,
            content_hash=self.content_hash,
            repository=self._repository.entry,
            build_log=build_log,
            tag=self.tag,
            lock=None if self._lock is None else path_from_stack(scope, self._lock),
        ).pinned(locked)
        record_image(scope, entry)
        return entry.id


def _warn_of_missing_variables(subject: str, secrets: Sequence[SecretSource]) -> None:
    for secret in secrets:
        if secret.env is not None and secret.env not in os.environ:
            warn(
                f"{subject}: the variable {secret.env} of the secret {secret.id!r} is not set:"
                " if Terraform builds without it, the secret is empty"
            )


def _build_args(
    arguments: Arguments, build_args: Mapping[str, str], public: Sequence[str]
) -> dict[str, str]:
    checked = arguments.mapping("build_args", build_args)
    for key, value in checked.items():
        arguments.pattern("build_args key", key, ARGUMENT_NAME, ARGUMENT_RULE)
        arguments.known("build_args key", key, _TAG)
        name = f"build_args[{key!r}]"
        arguments.text(name, value, TEXT_LIMIT, minimum=0, multiline=True, secret=True)
        arguments.known(name, value, _TAG)
        if (is_secret_name(key) and key not in public) or holds_secret(value):
            arguments.fail(name, BUILD_ARGS_RULE, value, secret=True)
    return checked
