"""How the Docker provider builds an image: its ``build`` block as words of Docker's own client.

The client is ``E2E_DOCKER``. One of 20.10 to 22 has BuildKit built in and knows no attestations;
from 23 on it builds with its plug-in buildx, as the provider itself does.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docker_registries import DockerError

_ONLY_BUILDER = "default"
_CANNOT_ATTEST = (
    "Attestation is not supported for the docker driver.\n"
    "Switch to a different driver, or turn on the containerd image store, and try again."
)
_TRUTHS = {
    **dict.fromkeys(("", "1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}
# An option of the client for each argument of the block that is one value, or a map of values.
_ONE = {"target": "--target", "platform": "--platform"}
_MANY = {"build_args": "--build-arg", "label": "--label"}


def build(name: str, block: dict[str, Any]) -> None:
    """Build an image and name it.

    Raises:
        DockerError: It does not build.
    """
    dockerfile = _dockerfile(block)
    if block.get("use_legacy_builder") or not _wants_buildkit():
        _build_of_tar(name, block, dockerfile)
        return
    log = Path(block.get("build_log_file") or os.devnull)
    if not log.absolute().parent.is_dir():
        raise _failed(f"failed to open build log file: open {log}: no such file or directory")
    _check_builder(block.get("builder") or os.environ.get("BUILDX_BUILDER"))
    _check_platform(block.get("platform"))
    _check_folder()
    command = ["build", "--progress", "plain", "--tag", name, *_options(block)]
    context = _context(block)
    with _as_buildx_reads_it(dockerfile, context) as file:
        done = docker(*command, "--file", str(file), str(context))
    with log.open("a") as file:
        file.write(f'#0 building with "{_ONLY_BUILDER}" instance using docker driver\n\n')
        file.write(done.stdout)
    _check(done, "buildx build")


def docker(
    *arguments: str, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the client."""
    done = subprocess.run(
        [os.environ["E2E_DOCKER"], *arguments],
        env={**os.environ, "DOCKER_BUILDKIT": "1", **environment},
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode())


def _build_of_tar(name: str, block: dict[str, Any], dockerfile: Path) -> None:
    """Send what the provider itself takes for the context, whose ignore rules are weaker."""
    from docker.utils.build import create_archive, exclude_paths  # noqa: PLC0415 - it is slow

    root = _context(block)
    ignore_file = root / ".dockerignore"
    patterns = _patterns(ignore_file) if ignore_file.exists() else []
    inside = os.path.relpath(dockerfile, root)
    files = exclude_paths(str(root), [*patterns, "!.dockerignore"], inside)
    with create_archive(str(root), sorted(files), gzip=True) as archive:
        tar = archive.read()
    known = ("target", "platform", "build_args", "secrets")
    options = _options({**{each: block.get(each) for each in known}, "label": block.get("labels")})
    done = docker("build", "--tag", name, "--file", inside, *options, "-", stdin=tar)
    _check(done, "legacy build")


@contextmanager
def _as_buildx_reads_it(dockerfile: Path, context: Path) -> Iterator[Path]:
    """The Dockerfile, of which a client of any age sends the files that buildx sends.

    Those of 20.10 look into no ignored folder but those that a line names, letter by letter: a line
    for each that has something to keep, in front of all others, changes nothing else.
    """
    own = dockerfile.with_name(f"{dockerfile.name}.dockerignore")
    ignore_file = next((each for each in (own, context / ".dockerignore") if each.exists()), None)
    if _has_buildx() or ignore_file is None:
        yield dockerfile
        return
    from docker.utils.build import PatternMatcher  # noqa: PLC0415 - it is slow

    matcher = PatternMatcher(_patterns(ignore_file))
    paths = [path.relative_to(context) for path in context.rglob("*")]
    kept = [path for path in paths if not matcher.matches(str(path))]
    folders = sorted({str(folder) for path in kept for folder in path.parents} - {"."})
    lines = [f"!{folder}" for folder in folders]
    with TemporaryDirectory(prefix="dockerfile-") as folder:
        copy = Path(folder) / dockerfile.name
        copy.write_bytes(dockerfile.read_bytes())
        rules = "\n".join([*lines, ignore_file.read_text()])
        copy.with_name(f"{copy.name}.dockerignore").write_text(rules)
        yield copy


def _context(block: dict[str, Any]) -> Path:
    """Absolute, letter by letter, from where the shell says that it is."""
    here = Path.cwd()
    told = Path(os.environ.get("PWD", ""))
    if told.is_absolute() and told.is_dir() and told.samefile(here):
        here = told
    return Path(os.path.normpath(here / block["context"]))


def _patterns(ignore_file: Path) -> list[str]:
    lines = ignore_file.read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _dockerfile(block: dict[str, Any]) -> Path:
    """Relative to the context, whatever folder Terraform runs in."""
    context = _context(block)
    path = Path(os.path.normpath(context / (block["dockerfile"] or "")))
    if not block["dockerfile"]:
        path /= "Dockerfile"
    try:
        path.stat()
    except FileNotFoundError:
        reason = f"dockerfile not found at path: {path}"
    except OSError as error:
        reason = f"error accessing dockerfile at {path}: stat {path}: {error.strerror}".lower()
    else:
        return path
    raise DockerError(f"Error mapping build attributes: error resolving dockerfile path: {reason}")


def _options(block: dict[str, Any]) -> Iterator[str]:
    for argument, option in _ONE.items():
        if value := block.get(argument):
            yield from (option, value)
    for argument, option in _MANY.items():
        for name, value in (block.get(argument) or {}).items():
            yield from (option, f"{name}={value}")
    for secret in block.get("secrets") or []:
        source = f"env={secret['env']}" if secret.get("env") else f"src={secret['src']}"
        yield from ("--secret", f"id={secret['id']},{source}")
    for source in block.get("cache_from") or []:
        yield from ("--cache-from", source if _has_buildx() else source.rpartition("ref=")[2])
    for target in block.get("cache_to") or []:
        if _has_buildx():
            yield from ("--cache-to", target)
        elif target == "type=inline":
            yield from ("--build-arg", "BUILDKIT_INLINE_CACHE=1")
    for context in block.get("additional_contexts") or []:
        if not _has_buildx():
            raise _failed("failed to solve: unsupported frontend capability: frontend.contexts")
        yield from ("--build-context", context)
    yield from _attestations(block)


def _attestations(block: dict[str, Any]) -> Iterator[str]:
    for kind in ("provenance", "sbom"):
        value = block.get(kind)
        if _has_buildx():
            yield f"--{kind}={value}" if value else f"--{kind}=true"
        elif value not in (None, "", "false"):
            raise _failed(_CANNOT_ATTEST)


def _wants_buildkit() -> bool:
    value = os.environ.get("DOCKER_BUILDKIT", "")
    if value not in _TRUTHS:
        raise DockerError(
            "DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool:"
            f' parsing "{value}": invalid syntax'
        )
    return _TRUTHS[value]


def _check_folder() -> None:
    """buildx writes to its folder before it builds."""
    docker_config = os.environ.get("DOCKER_CONFIG") or f"{os.environ['HOME']}/.docker"
    folder = Path(os.environ.get("BUILDX_CONFIG") or f"{docker_config}/buildx")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failed(f"mkdir {error.filename}: {error.strerror}".lower()) from error


def _check_builder(name: str | None) -> None:
    if name not in (None, "", _ONLY_BUILDER):
        raise _failed(f'no builder "{name}" found')


def _check_platform(platform: str | None) -> None:
    if platform and not re.fullmatch(r"\w+/\w+(/v\w+)?", platform):
        raise _failed(f'"{platform}": cannot parse platform specifier: invalid argument')


@cache
def _has_buildx() -> bool:
    return "--provenance" in docker("build", "--help").stdout


def _check(done: subprocess.CompletedProcess[str], what: str) -> None:
    if done.returncode:
        # What was printed while it was built is in the log alone.
        raise _failed(done.stdout.strip().splitlines()[-1].removeprefix("ERROR: "), what)


def _failed(reason: str, what: str = "buildx build") -> DockerError:
    return DockerError(f"Error running {what}: {reason}")
