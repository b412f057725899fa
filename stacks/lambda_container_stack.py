"""The "Lambda container" example: every function of an environment, each with its repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cdktf import LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    EncryptionKey,
    ExistingKey,
    ExistingRepository,
    InvalidArgument,
    Repository,
    allow_sync,
    require_providers,
    s3_backend,
)
from lambda_container.checks.arguments import Arguments
from lambda_container.file_system import LOCK_FILE
from lambda_container.key.key_argument import as_key
from lambda_container.terraform.escaping import literal
from stacks.environment import Environment, EnvironmentFileError, S3State

# From cdktf.out/stacks/STACK to the folder that holds cdktf.out: the state outlives cdktf.out, and
# its path is the same on every machine.
_PROJECT = "../../.."


class LambdaContainerStack(TerraformStack):
    """The functions of one environment.

    Args:
        scope: The app.
        id: The stack's name, and the prefix of every name in AWS.
        environment: The environment's settings.
        functions: The folder with one subfolder per function, each with a Dockerfile.

    Attributes:
        functions: The functions, by the names of their folders.
        kms_key: The customer key, if any.

    Raises:
        EnvironmentFileError: The environment names a function that has no folder.
        InvalidArgument: AWS would reject a value.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        environment: Environment,
        functions: Path,
    ) -> None:
        arguments = Arguments.of("LambdaContainerStack", scope, id, is_stack=True)
        with _naming_the_file(environment):
            arguments.account_id("account", environment.account)
            arguments.region("region", environment.region)
            tags = arguments.tags("tags", {"Environment": environment.name, **environment.tags})
            key: EncryptionKey | ExistingKey | None = None
            if isinstance(environment.kms_key, str):
                key = as_key(arguments, "kms_key", environment.kms_key)
        if environment.repositories == "published" and environment.build != "published":
            rule = "needs published images: set build = 'published' too"
            raise EnvironmentFileError(f"{environment.file}: key 'repositories': {rule}")
        if environment.sync and environment.build != "published":
            rule = "needs published images: set build = 'published' too"
            raise EnvironmentFileError(f"{environment.file}: key 'sync': {rule}")
        _check_names(environment, functions)

        super().__init__(scope, id)
        with _naming_the_file(environment, "state."):
            self._backend(environment.state)
        AwsProvider(
            self,
            "aws",
            region=environment.region,
            allowed_account_ids=[environment.account],
            default_tags=[AwsProviderDefaultTags(tags={k: literal(v) for k, v in tags.items()})],
        )
        if environment.providers is not None:
            with _naming_the_file(environment, "providers."):
                require_providers(
                    self, aws=environment.providers.aws, docker=environment.providers.docker
                )
        if environment.sync:
            allow_sync(self)
        self.kms_key = key
        if environment.kms_key is True:
            self.kms_key = EncryptionKey(self, "Key", alias=f"alias/{id}/lambda-container")
        self.functions: dict[str, ContainerFunction] = {}
        for name in environment.functions:
            with _naming_the_file(environment, f"functions.{name}."):
                self.functions[name] = self._function(name, functions, environment)

    def _backend(self, state: S3State | None) -> None:
        if state is None:
            LocalBackend(self, path=f"{_PROJECT}/terraform.{self.node.id}.tfstate")
            return
        s3_backend(
            self,
            bucket=state.bucket,
            key=f"{state.key_prefix}/{self.node.id}.tfstate",
            region=state.region,
            kms_key_id=state.kms_key_id,
        )

    def _repository(self, name: str, environment: Environment) -> Repository | ExistingRepository:
        id_, repository_name = f"{name}-repository", f"{self.node.id}/{name}"
        if environment.repositories == "published":
            return Repository.from_name(self, id_, repository_name)
        return Repository(
            self,
            id_,
            name=repository_name,
            force_delete=environment.force_delete,
            login=environment.login,
            kms_key=self.kms_key,
        )

    def _function(self, name: str, functions: Path, environment: Environment) -> ContainerFunction:
        settings, folder = environment.functions[name], functions / name
        repository = self._repository(name, environment)
        function = ContainerFunction(
            self,
            name,
            function_name=f"{self.node.id}-{name}",
            image=ContainerImage.build(
                folder,
                repository=repository,
                architecture=settings.architecture,
                build=environment.build,
                lock=functions.parent / LOCK_FILE if environment.build == "published" else None,
            ),
            memory_size=settings.memory_size,
            timeout=settings.timeout,
            environment=settings.environment,
            reserved_concurrent_executions=settings.reserved_concurrent_executions,
            log_retention_in_days=environment.log_retention_in_days,
            kms_key=self.kms_key,
        )
        dead_letters = function.add_dead_letter_queue()
        outputs = {
            "function_name": ("name", function.function_name),
            "function_arn": ("ARN", function.arn),
            "image_uri": ("image, by digest", function.image_uri),
            "repository_url": ("repository", repository.repository_url),
            "role_arn": ("execution role", function.role.arn),
            "log_group": ("log group", function.log_group.name),
            "dead_letter_queue_url": ("dead-letter queue", dead_letters.url),
        }
        for key, (noun, value) in outputs.items():
            description = f"The {noun} of the function {name}"
            TerraformOutput(self, f"{name}_{key}", value=value, description=description)
        return function


@contextmanager
def _naming_the_file(environment: Environment, prefix: str = "") -> Iterator[None]:
    """Name the environment's file and key in the error when a construct rejects a value."""
    try:
        yield
    except InvalidArgument as error:
        argument = re.sub(r"[ \[].*", "", error.argument)  # "environment key", "tags['a']"
        for key in (f"{prefix}{argument}", argument, f"providers.{argument}"):
            if environment.has_key(key):
                raise EnvironmentFileError(f"{environment.file}: key '{key}': {error}") from error
        raise


def _check_names(environment: Environment, functions: Path) -> None:
    known = sorted(file.parent.name for file in functions.glob("*/Dockerfile"))
    for name in environment.functions:
        if name not in known:
            raise EnvironmentFileError(
                f"{environment.file}: key 'functions.{name}': there is no folder {name!r} with a"
                f" Dockerfile; allowed: {', '.join(known)}"
            )
