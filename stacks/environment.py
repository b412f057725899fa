"""Environments: the settings that differ between dev, stage and prod, read from TOML files."""

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
    """An environment's file is missing or invalid; the message names file, key and valid values."""


class FunctionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of one function in one environment; ``ContainerFunction`` defines the limits.

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
        bucket: The name of a versioned bucket, as Terraform recommends.
        region: Its Region.
        kms_key_id: The KMS key that encrypts the state: its ARN or id, or an alias.
        key_prefix: The prefix of the state's key; the stack's name follows.
    """

    bucket: str
    region: str
    kms_key_id: str
    key_prefix: str = "lambda-container"


class ProviderVersions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The versions of the providers, as for ``require_providers``.

    Attributes:
        aws: Those of hashicorp/aws, such as ``>= 6.28, < 7``.
        docker: Those of kreuzwerker/docker.
    """

    aws: str | None = None
    docker: str | None = None


class Environment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One environment, named after its file.

    Attributes:
        account: The only AWS account that Terraform may change; 12 digits.
        region: The AWS Region of all resources.
        functions: The folders of ``functions/`` to deploy, with their settings.
        log_retention_in_days: The log retention of every function.
        force_delete: Whether destroying a repository deletes its images.
        tags: Tags for every resource that supports tags.
        state: The S3 backend for Terraform's state. Default: a file beside ``cdktf.out``.
        login: How Docker logs in to push: ``ephemeral-token`` or ``ecr-login``.
        build: The tool that builds the images: ``terraform``, or ``published`` for
            ``lambda-container publish``.
        repositories: The tool that creates the repositories: ``terraform``, or ``published`` for
            ``publish`` and ``promote``, which need them before Terraform runs.
        sync: Whether ``lambda-container sync`` may change its functions without Terraform.
        kms_key: The key for images, environments, logs and dead letters: ``true`` creates one, an
            ARN names an existing one. Default: AWS's own keys.
        providers: The versions of the providers. Default: the ranges that are tested.
        file: The path of the file.
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
    sync: bool = False
    kms_key: bool | str = False
    providers: ProviderVersions | None = None
    file: str = ""

    @property
    def name(self) -> str:
        """The environment's name."""
        return Path(self.file).stem

    def has_key(self, key: str) -> bool:
        """Whether the file may contain a key such as ``functions.hello.timeout``."""
        first, *rest = key.split(".")
        if first == "state" and rest:
            return rest[-1] in S3State.__struct_fields__
        if first == "providers" and rest:
            return rest[-1] in ProviderVersions.__struct_fields__
        if first == "functions" and len(rest) > 1:
            return rest[-1] in FunctionSettings.__struct_fields__
        return not rest and first in self.__struct_fields__


def read_environments(folder: Path) -> list[Environment]:
    """Read every ``NAME.toml`` in a folder, sorted by name.

    Raises:
        EnvironmentFileError: No file, a file that is not valid TOML, or an invalid key or value.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise EnvironmentFileError(f"{folder}: must contain an environment, such as dev.toml")
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
        raise EnvironmentFileError(f"{file}: is not valid TOML: {error}") from error
    functions = content.get("functions")
    if isinstance(functions, dict):
        content["functions"] = {
            name: _convert(file, settings, FunctionSettings, f"functions.{name}")
            for name, settings in functions.items()
        }
    tables: dict[str, type[msgspec.Struct]] = {"state": S3State, "providers": ProviderVersions}
    for name, kind in tables.items():
        if name in content:
            content[name] = _convert(file, content[name], kind, name)
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
