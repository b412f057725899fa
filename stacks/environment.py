"""An environment: what differs between dev, stage and prod, read from a TOML file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from lambda_container import Architecture, LambdaContainerError, defaults
from lambda_container.manifest.entries import BuildMode
from lambda_container.repository.docker_registry import RegistryLogin

_NAME = re.compile(r"[a-z][a-z0-9-]{0,15}")
_WORDS = {"build": BuildMode, "login": RegistryLogin, "repositories": BuildMode}
S = TypeVar("S", bound=msgspec.Struct)


class EnvironmentFileError(LambdaContainerError, ValueError):
    """An environment's file is missing or wrong; the message names file, key and what is right."""


class FunctionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The size of one function in one environment; limits are those of ``ContainerFunction``.

    Attributes:
        memory_size: MB.
        timeout: Seconds.
        architecture: ``x86_64`` or ``arm64``.
        reserved_concurrent_executions: -1 reserves nothing.
        environment: Environment variables.
    """

    memory_size: int = defaults.MEMORY_SIZE
    timeout: int = defaults.TIMEOUT
    architecture: Architecture = defaults.ARCHITECTURE
    reserved_concurrent_executions: int = defaults.RESERVED_CONCURRENT_EXECUTIONS
    environment: dict[str, str] = {}


class S3State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """State in S3: encrypted, with a lock file beside it.

    Attributes:
        bucket: The bucket's name; versioned, as Terraform recommends.
        region: Its Region.
        kms_key_id: The ARN of the KMS key that encrypts the state.
        key_prefix: What the state's key begins with; the stack's name follows.
    """

    bucket: str
    region: str
    kms_key_id: str
    key_prefix: str = "lambda-container"


class Environment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One environment; the file's name is its name.

    Attributes:
        account: The only AWS account that Terraform may change; 12 digits.
        region: Where everything lives.
        functions: The folders of ``functions/`` to deploy, with their sizes.
        log_retention_in_days: For every function.
        force_delete: Whether destroying a repository deletes its images.
        tags: On everything that AWS lets be tagged.
        state: Where Terraform keeps its state. Default: a file beside ``cdktf.out``.
        login: How Docker logs in to push: ``ephemeral-token`` or ``ecr-login``.
        build: Who builds the images: ``terraform``, or ``published``: the command
            ``lambda-container publish``.
        repositories: Who makes the repositories: ``terraform``, or ``published``: ``publish`` and
            ``promote``, which need them before Terraform runs.
        kms_key: What encrypts images, environments, logs and dead letters: ``true`` makes a key,
            an ARN names one. Default: AWS's own keys.
        file: Where it was read from.
    """

    account: str
    region: str
    functions: dict[str, FunctionSettings]
    log_retention_in_days: int = defaults.LOG_RETENTION_IN_DAYS
    force_delete: bool = False
    tags: dict[str, str] = {}
    state: S3State | None = None
    login: RegistryLogin = "ephemeral-token"
    build: BuildMode = "terraform"
    repositories: BuildMode = "terraform"
    kms_key: bool | str = False
    file: str = ""

    @property
    def name(self) -> str:
        """The environment's name."""
        return Path(self.file).stem

    def has_key(self, key: str) -> bool:
        """Whether a key such as ``functions.hello.timeout`` can stand in the file."""
        first, *rest = key.split(".")
        if first == "functions" and len(rest) > 1:
            return rest[-1] in FunctionSettings.__struct_fields__
        return not rest and first in self.__struct_fields__


def read_environments(folder: Path) -> list[Environment]:
    """Read every ``NAME.toml`` of a folder, in the order of the names.

    Raises:
        EnvironmentFileError: No file, a file that is not TOML, or a key or value that is wrong.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise EnvironmentFileError(f"{folder}: must hold an environment, such as dev.toml")
    return [_read(file) for file in files]


def _read(file: Path) -> Environment:
    if not _NAME.fullmatch(file.stem):
        rule = "1 to 16 lowercase letters, digits and '-', beginning with a letter"
        raise EnvironmentFileError(f"{file}: the name of an environment must be {rule}")
    try:
        content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise EnvironmentFileError(f"{file}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EnvironmentFileError(f"{file}: is not TOML: {error}") from error
    functions, state = content.get("functions"), content.get("state")
    if isinstance(functions, dict):
        content["functions"] = {
            name: _convert(file, settings, FunctionSettings, f"functions.{name}")
            for name, settings in functions.items()
        }
    if state is not None:
        content["state"] = _convert(file, state, S3State, "state")
    if "file" in content:
        raise EnvironmentFileError(f"{file}: key 'file' is not allowed")
    return _convert(file, {**content, "file": str(file)}, Environment)


def _convert(file: Path, content: object, kind: type[S], key: str = "") -> S:
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        where = f"{key}{path.rstrip('`')}".removeprefix(".")
        if "enum value" in message:
            words = get_args(_WORDS.get(where, Architecture))
            message += f"; allowed: {', '.join(words)}"
        elif " field " in message:
            names = (name for name in kind.__struct_fields__ if name != "file")
            message += f"; allowed: {', '.join(names)}"
        prefix = f"{file}: key '{where}'" if where else f"{file}"
        raise EnvironmentFileError(f"{prefix}: {message[0].lower()}{message[1:]}") from None
