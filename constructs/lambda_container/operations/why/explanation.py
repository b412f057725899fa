"""Explain the inputs of an image's hash, and their changes since the last synth or a revision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from lambda_container.build.build_record import BuildRecord, FileRecord, recall
from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext, relative_path
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import BuildMode, ImageEntry
from lambda_container.manifest.find_image import Choice
from lambda_container.operations.why.change import Change, changed_arguments, changed_files
from lambda_container.operations.why.git_revision import compare
from lambda_container.operations.why.ignored_files import LeftOut, left_out

_BIGGEST = 10


class NoRecord(LambdaContainerError):  # noqa: N818 - reads as what it says
    """This machine has no record of the last synth."""


class Input(msgspec.Struct, frozen=True):
    """A file that is sent to the build.

    Attributes:
        path: Relative to the context.
        size: Bytes.
    """

    path: str
    size: int


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """An image's inputs and what changed.

    Attributes:
        stacks: The stacks that have it.
        image: The image's id in these stacks.
        functions: The ids of the functions that run it.
        context: The context, relative to the project's folder.
        content_hash: The hash at the last synth.
        content_hash_now: The current hash; None if only a synth knows it, due to ``extra_hash``.
        since: The state to compare with: ``the last synth``, a commit or a hash.
        changes: The differences, arguments first.
        untracked: Files that are sent, but not tracked by git.
        platform: The image's platform.
        target: The stage, if one is named.
        build_args: The names of the build arguments.
        labels: The names of the labels.
        secrets: The names of the secrets.
        has_extra_hash: Whether ``extra_hash`` is given.
        dockerfile: Relative to the context.
        files: Number of files that are sent.
        size: Their total size in bytes.
        biggest: The biggest of them.
        ignore_file: The name of the ignore file.
        left_out: Entries that are not sent.
        build: Who builds it: ``terraform`` or ``published``.
        build_logs: Logs of Terraform's newest builds of it, relative to the project's folder.
    """

    stacks: tuple[str, ...]
    image: str
    functions: tuple[str, ...]
    context: str
    content_hash: str
    content_hash_now: str | None
    since: str
    changes: tuple[Change, ...]
    untracked: tuple[str, ...]
    platform: str
    target: str | None
    build_args: tuple[str, ...]
    labels: tuple[str, ...]
    secrets: tuple[str, ...]
    has_extra_hash: bool
    dockerfile: str
    files: int
    size: int
    biggest: tuple[Input, ...]
    ignore_file: str | None
    left_out: tuple[LeftOut, ...]
    build: BuildMode
    build_logs: tuple[str, ...]


def explain(choice: Choice, *, project: Path, since: str | None) -> Explanation:
    """Explain an image of a synthesized stack.

    Args:
        choice: The image.
        project: Folder to which shown paths are relative.
        since: A git revision, or the beginning of a tag or hash that this machine synthesized.
            Default: the last synth.

    Raises:
        NoRecord: There is no record of the last synth, and no revision is given.
        RevisionError: There is no such revision.
        InvalidArgument: The context cannot be read.
    """
    manifest, image = choice.manifest, choice.image
    root, dockerfile = manifest.path(image.inputs.context), manifest.path(image.inputs.dockerfile)
    shown = relative_path(root, project)
    context = BuildContext.read(root, dockerfile=dockerfile, subject=f"ContainerImage {shown!r}")
    last = recall(image.content_hash)
    now = _now(context, image, last[1] if last else None)
    known = last if since is None else recall(since.partition("-")[0])
    changes: list[Change]
    untracked: tuple[str, ...] = ()
    if known is not None:
        compared_with, record = known
        changes = [*changed_arguments(record, now), *changed_files(record.files, now.files)]
        compared_with = "the last synth" if since is None else compared_with
    elif since is not None:
        compared = compare(context, since)
        compared_with, untracked = compared.revision, compared.untracked
        changes = list(changed_files(compared.before, compared.after))
        if compared.dockerfile_before != compared.dockerfile_after:
            changes.insert(0, Change("dockerfile", "content"))
    else:
        raise NoRecord(
            f"{manifest.name}/{image.id}: this machine has no record of the last synth; synthesize"
            " the app here, or give a revision: --since HEAD"
        )
    files = {path: file for path, file in now.files.items() if file.kind == "file"}
    return Explanation(
        stacks=choice.stacks,
        image=image.id,
        functions=tuple(f.id for f in manifest.functions if f.image == image.id),
        context=shown,
        content_hash=image.content_hash,
        content_hash_now=_hash_now(context, image, now, last[1] if last else None),
        since=compared_with,
        changes=tuple(changes),
        untracked=untracked,
        platform=image.inputs.platform,
        target=image.inputs.target,
        build_args=tuple(sorted(image.inputs.build_args)),
        labels=tuple(sorted(image.inputs.labels)),
        secrets=now.secret_ids,
        has_extra_hash=now.extra_hash is not None,
        dockerfile=relative_path(dockerfile, root),
        files=len(files),
        size=sum(file.size for file in files.values()),
        biggest=_biggest(files),
        ignore_file=context.ignore_file.name if context.ignore_file else None,
        left_out=tuple(left_out(context)),
        build=image.build,
        build_logs=tuple(relative_path(log, project) for log in choice.build_logs),
    )


def _now(context: BuildContext, image: ImageEntry, last: BuildRecord | None) -> BuildRecord:
    now = BuildRecord.of(context, image.inputs)
    # The manifest does not contain it: it may be any string.
    return msgspec.structs.replace(now, extra_hash=last.extra_hash if last else None)


def _hash_now(
    context: BuildContext, image: ImageEntry, now: BuildRecord, last: BuildRecord | None
) -> str | None:
    if last == now:
        return image.content_hash
    if last is None or last.extra_hash is not None:
        return None
    return content_hash(context, image.inputs)


def _biggest(files: Mapping[str, FileRecord]) -> tuple[Input, ...]:
    inputs = [Input(path, file.size) for path, file in files.items()]
    return tuple(sorted(inputs, key=lambda one: (-one.size, one.path))[:_BIGGEST])
