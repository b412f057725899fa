"""The module's resources: the library's constructs, with variables as arguments.

The stack declares everything, as if every option were set; ``options.py`` makes parts optional.
"""

from __future__ import annotations

from cdktf import TerraformStack
from constructs import Construct

from lambda_container import (
    Condition,
    ContainerFunction,
    ContainerImage,
    Cors,
    DynamoDbEventSource,
    ExecutionRole,
    KinesisEventSource,
    Repository,
    SqsEventSource,
    Statement,
    VpcConfig,
)
from lambda_container.build import image_tag
from lambda_container.build.build_inputs import BuildInputs
from lambda_container.function.alias import Alias
from lambda_container.function.derived_values import ROLE_PREFIX_LENGTH
from lambda_container.image.build_and_push import ImageBuildAndPush
from lambda_container.image.build_block import build_block
from lambda_container.image.container_image import BoundImage
from lambda_container.image.existing_image import RepositoryImage
from lambda_container.repository.docker_registry import Registry
from lambda_container.repository.existing_repository import ExistingRepository
from tools.module.values import each, flag, mapping, number, text, texts

# options.py defines the replacements for placeholders.
_PLACEHOLDER = "placeholder"


class LambdaContainerModule(TerraformStack):
    """One function, with every option.

    Attributes:
        repository: The repository that the module creates.
        function: The function.
        alias: Its alias.
    """

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002 - constructs' own name
        super().__init__(scope, id)
        self.repository = self._repository()
        Repository.from_name(
            self,
            "ExistingRepository",
            text("local.repository_name"),
            registry_id=text("local.repository_account"),
            login="ecr-login",
        )
        self.function = self._function(_VariableImage(self, self.repository))
        self.function.resource.add_override("tracing_config.mode", "${var.tracing}")
        for level in ("application_log_level", "system_log_level"):
            default = f'var.log_format == "JSON" ? coalesce(var.{level}, "INFO") : null'
            self.function.resource.add_override(f"logging_config.{level}", f"${{{default}}}")
        self.function.add_dead_letter_queue().resource.add_override(
            "sqs_managed_sse_enabled", "${var.kms_key_arn == null ? true : null}"
        )
        self.alias = self.function.add_alias(
            _PLACEHOLDER, description=text("var.alias.description")
        )
        self.alias.resource.name = text("var.alias.name")
        self._add_url(self.alias)
        self._add_event_sources(self.alias)

    def _repository(self) -> Repository:
        repository = Repository(
            self,
            "Repository",
            name=text("local.repository_name"),
            image_tag_mutability=text("var.repository.image_tag_mutability"),  # type: ignore[arg-type]
            scan_on_push=flag("var.repository.scan_on_push"),
            kms_key=each("var.kms_key_arn[*]"),
            force_delete=flag("var.repository.force_delete"),
            pull_accounts=[each("var.repository.pull_accounts")],
            tags=mapping("var.tags"),
            login="ecr-login",
        )
        repository.resource.add_override(
            "encryption_configuration.0.encryption_type", "${var.repository.encryption_type}"
        )
        return repository

    def _role(self) -> ExecutionRole:
        granted = Statement(
            sid=text("statement.value.sid"),
            effect=text("statement.value.effect"),  # type: ignore[arg-type]
            actions=texts("statement.value.actions"),
            resources=texts("statement.value.resources"),
            conditions=[
                Condition(
                    text("condition.value.test"),
                    text("condition.value.variable"),
                    texts("condition.value.values"),
                )
            ],
        )
        return ExecutionRole(
            self,
            "Role",
            name_prefix=text(f"substr(var.function_name, 0, {ROLE_PREFIX_LENGTH})") + "-",
            permissions_boundary=text("var.permissions_boundary"),
            statements=[granted],
            tags=mapping("var.tags"),
        )

    def _function(self, image: ContainerImage) -> ContainerFunction:
        return ContainerFunction(
            self,
            "Function",
            image=image,
            function_name=text("var.function_name"),
            description=text("var.description"),
            role=self._role(),
            memory_size=number("var.memory_size"),
            timeout=number("var.timeout"),
            ephemeral_storage=number("var.ephemeral_storage"),
            environment=mapping("var.environment"),
            kms_key=each("var.kms_key_arn[*]"),
            architecture=text("var.architecture"),  # type: ignore[arg-type]
            entry_point=texts("var.entry_point"),
            command=texts("var.command"),
            working_directory=text("var.working_directory"),
            log_retention_in_days=number("var.log_retention_in_days"),
            log_format=text("var.log_format"),  # type: ignore[arg-type]
            reserved_concurrent_executions=number("var.reserved_concurrent_executions"),
            publish=flag("var.publish"),
            vpc_config=VpcConfig(
                subnet_ids=[each("var.vpc_config.subnet_ids")],
                security_group_ids=[each("var.vpc_config.security_group_ids")],
                ipv6_allowed_for_dual_stack=flag("var.vpc_config.ipv6_allowed_for_dual_stack"),
            ),
            tags=mapping("var.tags"),
        )

    def _add_url(self, alias: Alias) -> None:
        cors = Cors(
            allow_origins=texts("var.url.cors.allow_origins"),
            allow_methods=texts("var.url.cors.allow_methods"),
            allow_headers=texts("var.url.cors.allow_headers"),
            expose_headers=texts("var.url.cors.expose_headers"),
            allow_credentials=flag("var.url.cors.allow_credentials"),
            max_age=number("var.url.cors.max_age"),
        )
        invoke_mode = text("var.url.invoke_mode")
        url = alias.add_url(public=True, cors=cors, invoke_mode=invoke_mode)  # type: ignore[arg-type]
        url.resource.authorization_type = text('var.url.public ? "NONE" : "AWS_IAM"')

    def _add_event_sources(self, alias: Alias) -> None:
        queues, streams, tables = (
            f"var.{name}_event_sources" for name in ("sqs", "kinesis", "dynamodb")
        )
        alias.add_event_source(
            SqsEventSource(
                each(queues, ".arn"),
                batch_size=number("each.value.batch_size"),
                maximum_batching_window_in_seconds=number(
                    "each.value.maximum_batching_window_in_seconds"
                ),
                maximum_concurrency=number("each.value.maximum_concurrency"),
                enabled=flag("each.value.enabled"),
                filters=[{_PLACEHOLDER: [_PLACEHOLDER]}],
                kms_key=each(queues, ".kms_key_arn", nullable=True),
            )
        )
        for collection, source in ((streams, KinesisEventSource), (tables, DynamoDbEventSource)):
            alias.add_event_source(
                source(
                    each(collection, ".arn"),
                    starting_position=text("each.value.starting_position"),  # type: ignore[arg-type]
                    batch_size=number("each.value.batch_size"),
                    maximum_batching_window_in_seconds=number(
                        "each.value.maximum_batching_window_in_seconds"
                    ),
                    parallelization_factor=number("each.value.parallelization_factor"),
                    maximum_retry_attempts=number("each.value.maximum_retry_attempts"),
                    maximum_record_age_in_seconds=number(
                        "each.value.maximum_record_age_in_seconds"
                    ),
                    bisect_batch_on_function_error=flag(
                        "each.value.bisect_batch_on_function_error"
                    ),
                    enabled=flag("each.value.enabled"),
                    filters=[{_PLACEHOLDER: [_PLACEHOLDER]}],
                    kms_key=each(collection, ".kms_key_arn", nullable=True),
                )
            )


class _VariableImage(ContainerImage):
    """The image that the variables select: built, from a repository, or by its URI."""

    def __init__(self, scope: Construct, made: Repository) -> None:
        self._repository = ExistingRepository(
            scope,
            "ImageRepository",
            name=text("local.repository_name"),
            registry_id=text("local.registry_id"),
            arn=None,
            repository_url=text("local.repository_url"),
            registry=Registry(login="ecr-login", host=text("local.repository_url")),
        )
        self._repository.dependencies = made.dependencies

    def bind(self, scope: Construct) -> BoundImage:
        ImageBuildAndPush(
            scope,
            "Build",
            repository=self._repository,
            content_hash=text("local.content_hash"),
            hash_prefix=text(f"substr(local.content_hash, 0, {image_tag.HASH_DIGITS})"),
            # HCL cannot identify a module call, but a function's name is unique.
            key=text(f"substr(sha256(var.function_name), 0, {image_tag.KEY_DIGITS})"),
            build=build_block(
                BuildInputs(
                    context=text("var.source_path"),
                    dockerfile=text("var.dockerfile"),
                    target=text("var.target"),
                    build_args=mapping("var.build_args"),
                    platform=text("local.platform"),
                ),
                build_log_file=text("local.build_log_file"),
            ),
        )
        bound = RepositoryImage(self._repository, digest=None, tag=text("var.image_tag")).bind(
            scope
        )
        return BoundImage(image_uri=text("local.image_uri"), dependencies=bound.dependencies)
