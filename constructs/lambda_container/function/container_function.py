"""A Lambda function that runs a container image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import signature

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionDeadLetterConfig,
    LambdaFunctionEnvironment,
    LambdaFunctionEphemeralStorage,
    LambdaFunctionLoggingConfig,
    LambdaFunctionTenancyConfig,
    LambdaFunctionTracingConfig,
)
from constructs import Construct

from lambda_container import defaults
from lambda_container.build.architecture import Architecture
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.function.capacity_provider_config import CapacityProviderConfig
from lambda_container.function.derived_values import (
    architecture_of,
    name_of_function,
    prefix_of_role,
)
from lambda_container.function.destination import Destination
from lambda_container.function.durable_config import DurableConfig
from lambda_container.function.environment import environment_variables
from lambda_container.function.feature_checks import (
    DESCRIPTION_LIMIT,
    EPHEMERAL_STORAGE_MB,
    TIMEOUT_SECONDS,
    PublishTo,
    TenantIsolationMode,
    TracingMode,
    check_features,
    note_needs,
    optional_block,
)
from lambda_container.function.file_system_config import FileSystemConfig
from lambda_container.function.image_config import image_config
from lambda_container.function.log_settings import (
    ApplicationLogLevel,
    LogFormat,
    SystemLogLevel,
    check_log_settings,
    level_of,
)
from lambda_container.function.made_function import MadeFunction
from lambda_container.function.own_place import check_own_place
from lambda_container.function.service_permissions import allow_lambda, service_statements
from lambda_container.function.timeouts import Timeouts
from lambda_container.function.unsupported_arguments import refuse
from lambda_container.function.vpc_config import VpcConfig
from lambda_container.function.watched_feature import Watched
from lambda_container.image.container_image import ContainerImage
from lambda_container.key.key_argument import Key, optional_key
from lambda_container.observability.log_group import log_group
from lambda_container.role.execution_role import AnyRole, ExecutionRole
from lambda_container.role.existing_role import ExistingRole
from lambda_container.terraform.construct_tree import functions_of, in_stack
from lambda_container.terraform.escaping import optional_literal
from lambda_container.terraform.manifest_record import record_function


class ContainerFunction(MadeFunction):
    """A function that runs an image, pinned by digest.

    Becomes ``aws_cloudwatch_log_group`` and ``aws_lambda_function`` (package type Image), with
    the resources of image and role. The function waits for the permission to pull, the log group
    and the role's policy. An ``ExecutionRole`` gets only the permissions that the arguments need;
    an existing role is never modified.

    Args:
        scope: The parent construct, in a stack with an AWS provider.
        id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
        image: The image to run.
        function_name: 1 to 64 letters, digits, ``-`` and ``_``. Default: the construct's path,
            joined by ``-``, such as ``dev-Orders``.
        description: At most 256 characters, literal.
        role: An ``ExecutionRole``, or ``ExecutionRole.from_arn(...)``. Default: a new role.
        memory_size: 128 (default) to 10,240 MB; 2,048 or more with ``capacity_provider_config``.
        timeout: 1 to 900 seconds. Default: 3.
        ephemeral_storage: Size of ``/tmp``, 512 (default) to 10,240 MB.
        environment: Variables; values are literal, at most 4,096 bytes in all.
        kms_key: A customer key for environment, logs and the queue of ``add_dead_letter_queue``:
            an ``EncryptionKey``, or an ARN. Default: keys that AWS owns.
        architecture: ``x86_64`` or ``arm64``. Default: the image's; for existing images,
            ``x86_64``. It must match the image.
        entry_point: Replaces the image's ENTRYPOINT.
        command: Replaces the image's CMD.
        working_directory: Replaces the image's WORKDIR; an absolute path, at most 1,000
            characters.
        tracing: ``Active`` (default): X-Ray samples requests; or ``PassThrough``.
        log_retention_in_days: A number that CloudWatch Logs accepts; 0 for ever. Default: 365.
        log_format: ``JSON`` (default) or ``Text``.
        application_log_level: For JSON: the minimum level of application logs. Default: ``INFO``.
        system_log_level: For JSON: that of Lambda's system logs. Default: ``INFO``.
        reserved_concurrent_executions: 0 stops the function, -1 (default) reserves nothing.
        publish: Whether each change publishes a version. Default: no.
        publish_to: ``LATEST_PUBLISHED``: this qualifier follows the latest version. With
            ``capacity_provider_config`` only.
        dead_letter_target: The target of asynchronous events that could not be processed: a
            ``Destination.queue`` or ``.topic``. ``add_dead_letter_queue`` creates one.
        vpc_config: Subnets and security groups. Default: no VPC.
        file_system_config: An EFS access point to mount.
        durable_config: Makes it a durable function.
        tenant_isolation_mode: ``PER_TENANT``: no execution environment serves two tenants.
        capacity_provider_config: Runs it on EC2 instances in your account.
        skip_destroy: Whether to keep the function when its resource is destroyed. Default: no.
        region: The Region, if it differs from the provider's.
        tags: At most 50, for the function, its log group and a new role.
        timeouts: How long Terraform waits.
        provider: An aliased AWS provider, for another account or Region.

    Attributes:
        resource: The ``aws_lambda_function``.
        log_group: The ``aws_cloudwatch_log_group``.
        role: The ``ExecutionRole`` or ``ExistingRole``.
        image: The image that it runs.
        architecture: Its architecture.
        memory_size: In MB, as given.
        timeout: In seconds, as given.
        kms_key: Its customer key, if any.
        image_uri: Repository and digest, as a reference.
        function_name: The function's name, as a reference.
        arn: The function's ARN, as a reference.

    Raises:
        InvalidArgument: A value that Lambda rejects.
        UnsupportedArgument: An argument that only functions with zip archives have.
    """

    _is_shared = True

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        *,
        image: ContainerImage,
        function_name: str | None = None,
        description: str | None = None,
        role: AnyRole | None = None,
        memory_size: Number = defaults.MEMORY_SIZE,
        timeout: Number = defaults.TIMEOUT,
        ephemeral_storage: Number = defaults.EPHEMERAL_STORAGE,
        environment: Mapping[str, str] | None = None,
        kms_key: Key | None = None,
        architecture: Architecture | None = None,
        entry_point: Sequence[str] = (),
        command: Sequence[str] = (),
        working_directory: str | None = None,
        tracing: TracingMode = defaults.TRACING,
        log_retention_in_days: Number = defaults.LOG_RETENTION_IN_DAYS,
        log_format: LogFormat = defaults.LOG_FORMAT,
        application_log_level: ApplicationLogLevel | None = None,
        system_log_level: SystemLogLevel | None = None,
        reserved_concurrent_executions: Number = defaults.RESERVED_CONCURRENT_EXECUTIONS,
        publish: bool = False,
        publish_to: PublishTo | None = None,
        dead_letter_target: Destination | None = None,
        vpc_config: VpcConfig | None = None,
        file_system_config: FileSystemConfig | None = None,
        durable_config: DurableConfig | None = None,
        tenant_isolation_mode: TenantIsolationMode | None = None,
        capacity_provider_config: CapacityProviderConfig | None = None,
        skip_destroy: bool = False,
        region: str | None = None,
        tags: Mapping[str, str] | None = None,
        timeouts: Timeouts | None = None,
        provider: TerraformProvider | None = None,
        **refused: object,
    ) -> None:
        arguments = Arguments.of("ContainerFunction", scope, id)
        for name in refused:
            refuse(arguments, name, signature(ContainerFunction).parameters)
        arguments.instance("image", image, ContainerImage)
        function_name = name_of_function(arguments, function_name)
        arguments.optional(arguments.text, "description", description, DESCRIPTION_LIMIT, minimum=0)
        arguments.integer("timeout", timeout, *TIMEOUT_SECONDS, "seconds")
        arguments.integer("ephemeral_storage", ephemeral_storage, *EPHEMERAL_STORAGE_MB, "MB")
        variables = environment_variables(arguments, environment or {})
        key = optional_key(arguments, kms_key)
        self.architecture = architecture_of(arguments, architecture, image)
        image_configuration = image_config(arguments, entry_point, command, working_directory)
        arguments.literal("tracing", tracing, TracingMode)
        check_log_settings(
            arguments,
            log_retention_in_days=log_retention_in_days,
            log_format=log_format,
            application_log_level=application_log_level,
            system_log_level=system_log_level,
        )
        arguments.optional(arguments.instance, "role", role, ExecutionRole, ExistingRole)
        arguments.optional(arguments.instance, "timeouts", timeouts, Timeouts)
        traits = check_features(
            arguments,
            memory_size=memory_size,
            reserved_concurrent_executions=reserved_concurrent_executions,
            publish=publish,
            publish_to=publish_to,
            tenant_isolation_mode=tenant_isolation_mode,
            dead_letter_target=dead_letter_target,
            vpc_config=vpc_config,
            file_system_config=file_system_config,
            durable_config=durable_config,
            capacity_provider_config=capacity_provider_config,
        )
        arguments.boolean("skip_destroy", skip_destroy)
        placement = arguments.placement(region, provider)
        literal_tags = arguments.literal_tags(tags, provider, of_role=role is None)
        used: dict[str, object] = {"image": image, "kms_key": key, "role": role}
        used["dead_letter_target"] = dead_letter_target
        used["file_system_config"] = file_system_config
        used["capacity_provider_config"] = capacity_provider_config
        check_own_place(arguments, scope, placement, function_name, used)

        super().__init__(scope, id)
        note_needs(self, traits)
        self.image, self.memory_size, self.timeout = image, memory_size, timeout
        self._arguments, self._name = arguments, function_name
        self.kms_key, self.traits = key, traits
        self.placement = placement
        bound = image.bind(self)
        self.image_uri = bound.image_uri
        record_function(self, arguments.path, bound.id)
        self.log_group = log_group(
            self,
            name=f"/aws/lambda/{function_name}",
            retention_in_days=log_retention_in_days,
            key=key,
            tags=literal_tags,
            placement=self.placement,
        )
        self.role = role or ExecutionRole(
            self, "Role", name_prefix=prefix_of_role(function_name), tags=tags, provider=provider
        )
        self.role.allow_function(log_group_arn=self.log_group.arn, traced=tracing == "Active")
        needed = service_statements(
            self,
            dead_letter_target=dead_letter_target,
            file_system_config=file_system_config,
            vpc_config=vpc_config,
        )
        allow_lambda(self.role, needed)
        mount_targets = () if file_system_config is None else file_system_config.mount_targets
        self.resource = LambdaFunction(
            self,
            "Resource",
            function_name=function_name,
            description=optional_literal(description),
            package_type="Image",
            image_uri=bound.image_uri,
            image_config=image_configuration,
            architectures=[self.architecture],
            role=self.role.arn,
            memory_size=memory_size,
            timeout=timeout,
            ephemeral_storage=LambdaFunctionEphemeralStorage(size=ephemeral_storage),
            environment=variables and LambdaFunctionEnvironment(variables=variables),
            kms_key_arn=None if key is None else key.arn,
            tracing_config=LambdaFunctionTracingConfig(mode=tracing),
            logging_config=LambdaFunctionLoggingConfig(
                log_group=self.log_group.name,
                log_format=log_format,
                application_log_level=level_of(application_log_level, log_format),
                system_log_level=level_of(system_log_level, log_format),
            ),
            reserved_concurrent_executions=reserved_concurrent_executions,
            publish=publish,
            publish_to=publish_to,
            dead_letter_config=None
            if dead_letter_target is None
            else LambdaFunctionDeadLetterConfig(target_arn=dead_letter_target.arn),
            file_system_config=optional_block(file_system_config),
            durable_config=optional_block(durable_config),
            tenancy_config=tenant_isolation_mode
            and LambdaFunctionTenancyConfig(tenant_isolation_mode=tenant_isolation_mode),
            capacity_provider_config=optional_block(capacity_provider_config),
            **({} if vpc_config is None else vpc_config.block()),
            skip_destroy=skip_destroy or None,
            tags=literal_tags,
            timeouts=optional_block(timeouts),
            depends_on=in_stack(
                self, (*bound.dependencies, self.log_group, *self.role.dependencies, *mount_targets)
            ),
            **self.placement,
        )
        self.role.before(self.resource)
        self._publishes = publish is not False
        self._has_dead_letter_target = dead_letter_target is not None
        self._environment = dict(environment or {})
        functions_of(self).append(self)
        if dead_letter_target is not None:
            self.watch(Watched(feature="dead_letter_target"))
