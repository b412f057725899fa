"""The base class of new and existing functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from cdktf import TerraformProvider
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.function.invocable import Invocable
from lambda_container.role.execution_role import AnyRole

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.cloudwatch_query_definition import CloudwatchQueryDefinition
    from cdktf_cdktf_provider_aws.lambda_function_recursion_config import (
        LambdaFunctionRecursionConfig,
    )

    from lambda_container.function.alias import Alias
    from lambda_container.function.existing_function import ExistingFunction
    from lambda_container.observability.log_metric_filter import LogMetricFilter
    from lambda_container.observability.log_query import LogQuery

RecursiveLoop = Literal["Allow", "Terminate"]


class Function(Invocable):
    """A function, with the methods that aliases do not have."""

    @staticmethod
    def from_name(
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        function_name: str,
        *,
        qualifier: str | None = None,
        role: AnyRole | None = None,
        region: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> ExistingFunction:
        """An existing function of this account, which is never modified.

        Args:
            scope: The parent construct.
            id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
            function_name: Its name.
            qualifier: The alias or version to refer to. Default: the unpublished function.
            role: Its role, needed for grants; an ``ExecutionRole`` of this stack receives them.
            region: The Region, if it differs from the provider's.
            provider: An aliased AWS provider.

        Raises:
            InvalidArgument: An invalid function name.
        """
        from lambda_container.function.existing_function import from_name  # noqa: PLC0415 - its subclass

        return from_name(
            scope,
            id,
            function_name,
            qualifier=qualifier,
            role=role,
            region=region,
            provider=provider,
        )

    @staticmethod
    def from_arn(
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        arn: str,
        *,
        role: AnyRole | None = None,
        provider: TerraformProvider | None = None,
    ) -> ExistingFunction:
        """An existing function, version or alias, which is never modified.

        Args:
            scope: The parent construct.
            id: ASCII letters, digits, ``-`` and ``_``; unique in its scope.
            arn: ``arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME``, with ``:QUALIFIER`` for a
                version or alias, or a reference to one without qualifier.
            role: Its role, needed for grants; an ``ExecutionRole`` of this stack receives them.
            provider: An aliased AWS provider.

        Raises:
            InvalidArgument: Not the ARN of a function.
        """
        from lambda_container.function.existing_function import from_arn  # noqa: PLC0415 - its subclass

        return from_arn(scope, id, arn, role, provider)

    @property
    def known_name(self) -> str:
        """Its name for policies, without a reference to the function."""
        return self.function_name

    @property
    def label(self) -> str:
        """Its display name: its name and its qualifier."""
        return self.known_name if self.qualifier is None else f"{self.known_name}-{self.qualifier}"

    @property
    def log_group_name(self) -> str:
        """The name of its log group; for an existing function, Lambda's default."""
        return f"/aws/lambda/{self.function_name}"

    def add_log_metric_filter(
        self,
        id: str,  # noqa: A002 - constructs' own name
        *,
        pattern: str,
        metric_name: str,
        namespace: str,
        value: str = "1",
        default_value: float | None = None,
        dimensions: Mapping[str, str] | None = None,
        unit: str = "None",
        name: str | None = None,
    ) -> LogMetricFilter:
        """Create a metric from its log lines; becomes ``aws_cloudwatch_log_metric_filter``.

        Args:
            id: ASCII letters, digits, ``-`` and ``_``; unique in this function.
            pattern: The lines to match, such as ``{ $.level = "ERROR" }`` for logs in JSON; at
                most 1,024 characters, literal.
            metric_name: 1 to 255 characters without ``:``, ``*`` and ``$``.
            namespace: The same; ``AWS/`` is reserved.
            value: The value of a matching line: a number, or a field such as ``$.items``; at most
                100 characters. Default: 1.
            default_value: The value of a period without matching lines. Default: none.
            dimensions: At most 3, each a field such as ``$.tenant``, name and field of at most 255
                characters; not with ``default_value``.
            unit: ``None`` (default), ``Count``, ``Percent``, ``Seconds``, ``Milliseconds``,
                ``Microseconds`` or ``Bytes``.
            name: 1 to 512 characters without ``:`` and ``*``. Default: the construct's path.

        Raises:
            InvalidArgument: A value that CloudWatch Logs rejects.
        """
        from lambda_container.observability.log_metric_filter import LogMetricFilter  # noqa: PLC0415

        return LogMetricFilter(
            self,
            id,
            pattern=pattern,
            metric_name=metric_name,
            namespace=namespace,
            value=value,
            default_value=default_value,
            dimensions=dimensions or {},
            unit=unit,
            name=name,
        )

    def add_saved_query(self, query: LogQuery) -> CloudwatchQueryDefinition:
        """Save a Logs Insights query; becomes ``aws_cloudwatch_query_definition``.

        Args:
            query: ``SLOWEST``, ``ERRORS`` or ``COLD_STARTS``, or your own ``LogQuery``. It is
                saved as the function's name, ``/`` and the query's name.

        Raises:
            InvalidArgument: A second query with the same name.
        """
        from lambda_container.observability.log_query import add_saved_query  # noqa: PLC0415

        return add_saved_query(self, query)

    @property
    def version(self) -> str | None:
        """The latest published version, as a reference; ``None`` if it is not known."""
        return None

    def add_alias(
        self,
        name: str,
        *,
        version: str | None = None,
        additional_versions: Mapping[str, float] | None = None,
        description: str | None = None,
    ) -> Alias:
        """Give a version a name; see ``Alias``.

        Args:
            name: 1 to 128 letters, digits, ``-`` and ``_``, and not a number.
            version: A version's number, or ``$LATEST``. Default: the latest published version,
                which needs ``publish=True``.
            additional_versions: One other version, and its share of the traffic, 0 to 1.
            description: At most 256 characters, literal.

        Raises:
            InvalidArgument: A value that Lambda rejects.
        """
        from lambda_container.function.alias import Alias  # noqa: PLC0415

        return Alias(
            self,
            name,
            version=version,
            additional_versions=additional_versions or {},
            description=description,
        )

    def configure_recursion(self, recursive_loop: RecursiveLoop) -> LambdaFunctionRecursionConfig:
        """Configure what Lambda does when the function invokes itself through SQS, SNS or S3.

        Becomes ``aws_lambda_function_recursion_config``. Without it, Lambda stops the function
        after 16 rounds.

        Args:
            recursive_loop: ``Allow`` or ``Terminate``.

        Raises:
            InvalidArgument: The value is invalid, or recursion is already configured.
        """
        from cdktf_cdktf_provider_aws.lambda_function_recursion_config import (  # noqa: PLC0415
            LambdaFunctionRecursionConfig,
        )

        arguments = Arguments.of("Recursion", self, "Recursion")
        arguments.literal("recursive_loop", recursive_loop, RecursiveLoop)
        return LambdaFunctionRecursionConfig(
            self,
            "Recursion",
            function_name=self.function_name,
            recursive_loop=recursive_loop,
            **self.tied,
            **self.placement,
        )
