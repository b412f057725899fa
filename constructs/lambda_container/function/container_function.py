"""A Lambda function that is a container image."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, NoReturn

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionEnvironment,
    LambdaFunctionEphemeralStorage,
    LambdaFunctionImageConfig,
    LambdaFunctionLoggingConfig,
    LambdaFunctionTimeouts,
    LambdaFunctionTracingConfig,
)
from constructs import Construct

from lambda_container.arguments import Architecture, Arguments, Number
from lambda_container.errors import UnsupportedArgument
from lambda_container.function.environment import environment_variables
from lambda_container.function.log_settings import (
    ApplicationLogLevel,
    LogFormat,
    SystemLogLevel,
    check_log_settings,
)
from lambda_container.iam import Statement
from lambda_container.image import ContainerImage
from lambda_container.names import FUNCTION_NAME, FUNCTION_NAME_RULE
from lambda_container.role import ExecutionRole, ExistingRole
from lambda_container.text import literal
from lambda_container.tokens import is_token

TracingMode = Literal["Active", "PassThrough"]

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
_DESCRIPTION_LIMIT = 256
_MEMORY_MB = (128, 10_240)
_TIMEOUT_SECONDS = (1, 900)
_EPHEMERAL_STORAGE_MB = (512, 10_240)
# https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html
_IMAGE_CONFIG_ITEMS = 1500
_IMAGE_CONFIG_LIMIT = 1000
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html: the account's quota.
_CONCURRENCY_LIMIT = 2**31 - 1

_ZIP_ONLY = "it belongs to functions that are zip archives; "
_REFUSED = {
    "code_signing_config_arn": "Lambda does not check signatures of images; sign them in ECR",
    "filename": f"{_ZIP_ONLY}pass image=",
    "handler": f"{_ZIP_ONLY}the image's CMD names the handler, or command=",
    "layers": f"{_ZIP_ONLY}copy what a layer holds into the image",
    "package_type": "it is always Image",
    "runtime": f"{_ZIP_ONLY}the image's base decides the runtime",
    "s3_bucket": f"{_ZIP_ONLY}pass image=",
    "s3_key": f"{_ZIP_ONLY}pass image=",
    "s3_object_version": f"{_ZIP_ONLY}pass image=",
    "snap_start": f"{_ZIP_ONLY}SnapStart does not take images",
    "source_code_hash": f"{_ZIP_ONLY}the image's digest says when to update",
    "source_kms_key_arn": f"{_ZIP_ONLY}the repository's kms_key encrypts the image",
}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """How long Terraform waits for Lambda; durations such as ``"10m"``.

    Attributes:
        create: Default: 10 minutes.
        update: Default: 10 minutes.
        delete: Default: 10 minutes.

    Raises:
        InvalidArgument: Not a duration as Go writes it.
    """

    create: str | None = None
    update: str | None = None
    delete: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("Timeouts")
        for name in ("create", "update", "delete"):
            if (value := getattr(self, name)) is not None:
                arguments.pattern(name, value, _DURATION, "be a duration such as '10m'")


class ContainerFunction(Construct):
    """A function that runs an image, pinned by digest.

    Becomes ``aws_cloudwatch_log_group`` and ``aws_lambda_function`` (package type Image), with
    what image and role become. The function waits for the permission to pull, the log group and
    the role's policy.

    Args:
        scope: The construct above, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        image: What to run.
        function_name: 1 to 64 letters, digits, ``-`` and ``_``. Default: the construct's path,
            joined by ``-``, such as ``dev-Orders``.
        description: At most 256 characters, literal.
        role: An ``ExecutionRole``, or ``ExecutionRole.from_arn(...)``. Default: one of its own.
        memory_size: 128 (default) to 10,240 MB.
        timeout: 1 to 900 seconds. Default: 3.
        ephemeral_storage: Size of ``/tmp``, 512 (default) to 10,240 MB.
        environment: Variables; values are literal, at most 4,096 bytes in all.
        architecture: ``x86_64`` or ``arm64``. Default: the image's; for images that exist,
            ``x86_64``. It must be the image's own.
        entry_point: Replaces the image's ENTRYPOINT.
        command: Replaces the image's CMD.
        working_directory: Replaces the image's WORKDIR; an absolute path.
        tracing: ``Active`` (default): X-Ray samples requests; or ``PassThrough``.
        log_retention_in_days: One of CloudWatch Logs' numbers, 0 for ever. Default: 365.
        log_format: ``JSON`` (default) or ``Text``.
        application_log_level: For JSON: the least level of the function's own lines.
        system_log_level: For JSON: the least level of Lambda's lines.
        reserved_concurrent_executions: 0 stops the function, -1 (default) reserves nothing.
        publish: Whether each change makes a version. Default: no.
        tags: At most 50, for function, log group and the role that is made here.
        timeouts: How long Terraform waits.
        provider: An aliased AWS provider, for another account or Region.

    Attributes:
        resource: The ``aws_lambda_function``.
        log_group: The ``aws_cloudwatch_log_group``.
        role: The ``ExecutionRole`` or ``ExistingRole``.
        image: What it runs.
        architecture: Its architecture.
        memory_size: In MB, as given.
        timeout: In seconds, as given.
        image_uri: Repository and digest, as a reference.
        function_name: The function's name, as a reference.
        arn: The function's ARN, as a reference.

    Raises:
        InvalidArgument: A value that Lambda would refuse.
        UnsupportedArgument: An argument that only zip archives have.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        image: ContainerImage,
        function_name: str | None = None,
        description: str | None = None,
        role: ExecutionRole | ExistingRole | None = None,
        memory_size: Number = 128,
        timeout: Number = 3,
        ephemeral_storage: Number = 512,
        environment: Mapping[str, str] | None = None,
        architecture: Architecture | None = None,
        entry_point: Sequence[str] = (),
        command: Sequence[str] = (),
        working_directory: str | None = None,
        tracing: TracingMode = "Active",
        log_retention_in_days: Number = 365,
        log_format: LogFormat = "JSON",
        application_log_level: ApplicationLogLevel | None = None,
        system_log_level: SystemLogLevel | None = None,
        reserved_concurrent_executions: Number = -1,
        publish: bool = False,
        tags: Mapping[str, str] | None = None,
        timeouts: Timeouts | None = None,
        provider: TerraformProvider | None = None,
        **refused: object,
    ) -> None:
        arguments = Arguments.of("ContainerFunction", scope, id)
        for name in refused:
            _refuse(arguments, name)
        arguments.instance("image", image, ContainerImage)
        function_name = _function_name(arguments, function_name)
        if description is not None:
            arguments.text("description", description, _DESCRIPTION_LIMIT, minimum=0)
        if role is not None:
            arguments.instance("role", role, ExecutionRole, ExistingRole)
        arguments.integer("memory_size", memory_size, *_MEMORY_MB, "MB")
        arguments.integer("timeout", timeout, *_TIMEOUT_SECONDS, "seconds")
        arguments.integer("ephemeral_storage", ephemeral_storage, *_EPHEMERAL_STORAGE_MB, "MB")
        variables = environment_variables(arguments, environment or {})
        self.architecture = _architecture(arguments, architecture, image)
        image_config = _image_config(arguments, entry_point, command, working_directory)
        arguments.literal("tracing", tracing, TracingMode)
        check_log_settings(
            arguments,
            log_retention_in_days=log_retention_in_days,
            log_format=log_format,
            application_log_level=application_log_level,
            system_log_level=system_log_level,
        )
        arguments.integer(
            "reserved_concurrent_executions",
            reserved_concurrent_executions,
            -1,
            _CONCURRENCY_LIMIT,
        )
        arguments.boolean("publish", publish)
        checked_tags = arguments.tags("tags", tags or {})
        literal_tags = {literal(k): literal(v) for k, v in checked_tags.items()} or None
        if timeouts is not None:
            arguments.instance("timeouts", timeouts, Timeouts)

        super().__init__(scope, id)
        self.image, self.memory_size, self.timeout = image, memory_size, timeout
        bound = image.bind(self)
        self.image_uri = bound.image_uri
        self.log_group = CloudwatchLogGroup(
            self,
            "LogGroup",
            name=f"/aws/lambda/{function_name}",
            retention_in_days=log_retention_in_days,
            tags=literal_tags,
            provider=provider,
        )
        self.role = role or ExecutionRole(
            self, "Role", name_prefix=_role_prefix(function_name), tags=tags, provider=provider
        )
        self.role.allow_function(log_group_arn=self.log_group.arn, traced=tracing == "Active")
        self.resource = LambdaFunction(
            self,
            "Resource",
            function_name=function_name,
            description=None if description is None else literal(description),
            package_type="Image",
            image_uri=bound.image_uri,
            image_config=image_config,
            architectures=[self.architecture],
            role=self.role.arn,
            memory_size=memory_size,
            timeout=timeout,
            ephemeral_storage=LambdaFunctionEphemeralStorage(size=ephemeral_storage),
            environment=variables and LambdaFunctionEnvironment(variables=variables),
            tracing_config=LambdaFunctionTracingConfig(mode=tracing),
            logging_config=LambdaFunctionLoggingConfig(
                log_group=self.log_group.name,
                log_format=log_format,
                application_log_level=application_log_level,
                system_log_level=system_log_level,
            ),
            reserved_concurrent_executions=reserved_concurrent_executions,
            publish=publish,
            tags=literal_tags,
            timeouts=None if timeouts is None else LambdaFunctionTimeouts(**asdict(timeouts)),
            depends_on=[*bound.dependencies, self.log_group, *self.role.dependencies],
            provider=provider,
        )
        self.function_name: str = self.resource.function_name
        self.arn: str = self.resource.arn

    def add_statements(self, *statements: Statement) -> None:
        """Let the function do more, through its role.

        Raises:
            UnsupportedArgument: The role is an existing one, which is never modified.
        """
        self.role.add_statements(*statements)


def _refuse(arguments: Arguments, name: str) -> NoReturn:
    if name in _REFUSED:
        raise UnsupportedArgument(arguments.subject, name, _REFUSED[name])
    message = f"{arguments.subject}: there is no argument {name!r}"
    raise TypeError(message)


def _function_name(arguments: Arguments, function_name: str | None) -> str:
    if function_name is None:
        # Construct ids are letters, digits, "-" and "_" already, except for those of others.
        function_name = re.sub(r"[^A-Za-z0-9_-]+", "-", arguments.path)
        rule = f"be given, because the construct's path is not a name: it must {FUNCTION_NAME_RULE}"
        return arguments.pattern("function_name", function_name, FUNCTION_NAME, rule)
    return arguments.pattern("function_name", function_name, FUNCTION_NAME, FUNCTION_NAME_RULE)


def _role_prefix(function_name: str) -> str | None:
    return None if is_token(function_name) else f"{function_name[:37]}-"


def _architecture(
    arguments: Arguments, architecture: Architecture | None, image: ContainerImage
) -> Architecture:
    if architecture is None:
        return image.architecture or "x86_64"
    arguments.literal("architecture", architecture, Architecture)
    if image.architecture not in (None, architecture):
        arguments.fail("architecture", f"be the image's, {image.architecture}", architecture)
    return architecture


def _image_config(
    arguments: Arguments,
    entry_point: Sequence[str],
    command: Sequence[str],
    working_directory: str | None,
) -> LambdaFunctionImageConfig | None:
    texts: dict[str, list[str] | None] = {}
    for name, value in (("entry_point", entry_point), ("command", command)):
        items = arguments.strings(name, value, _IMAGE_CONFIG_LIMIT)
        if len(items) > _IMAGE_CONFIG_ITEMS:
            arguments.fail(name, f"have at most {_IMAGE_CONFIG_ITEMS} texts", len(items))
        texts[name] = [literal(item) for item in items] or None
    if working_directory is not None:
        arguments.text("working_directory", working_directory, _IMAGE_CONFIG_LIMIT)
        if not working_directory.startswith("/") and not is_token(working_directory):
            arguments.fail("working_directory", "be an absolute path", working_directory)
        working_directory = literal(working_directory)
    if not any(texts.values()) and working_directory is None:
        return None
    return LambdaFunctionImageConfig(**texts, working_directory=working_directory)
