"""The files of a build whose base images are pinned: its Dockerfile, and what it ignores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lambda_container.build.base_images import pinned_dockerfile
from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.context import IGNORE_FILE
from lambda_container.file_system import replace_file


def write_pinned(inputs: BuildInputs, file: Path) -> None:
    """Write the Dockerfile of some inputs with its bases by digest.

    Args:
        inputs: The build inputs, with absolute paths.
        file: Where to write it; what the build ignores is written beside it.

    Raises:
        InvalidArgument: The Dockerfile cannot be read, or a base cannot be replaced in it.
        OSError: It cannot be written.
    """
    dockerfile = Path(inputs.dockerfile)
    text = pinned_dockerfile(
        dockerfile,
        inputs.bases,
        platform=inputs.platform,
        target=inputs.target,
        build_args=inputs.build_args,
    )
    replace_file(file, text.encode())
    ignore, own = _ignore_file_of(file), _ignore_file_of(dockerfile)
    if own.is_file():
        replace_file(ignore, own.read_bytes())
    else:  # that of the context is read
        ignore.unlink(missing_ok=True)


@contextmanager
def pinned(inputs: BuildInputs) -> Iterator[BuildInputs]:
    """Inputs for an engine: a Dockerfile of their own if bases are pinned, as long as it builds.

    Raises:
        InvalidArgument: The Dockerfile cannot be read, or a base cannot be replaced in it.
    """
    if not inputs.bases:
        yield inputs
        return
    with TemporaryDirectory(prefix="lambda-container-") as folder:
        file = Path(folder) / Path(inputs.dockerfile).name
        write_pinned(inputs, file)
        yield inputs.replace(dockerfile=str(file))


def _ignore_file_of(dockerfile: Path) -> Path:
    return dockerfile.with_name(f"{dockerfile.name}{IGNORE_FILE}")
