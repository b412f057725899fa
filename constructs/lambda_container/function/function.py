"""What functions have in common, made here or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cdktf_cdktf_provider_aws.lambda_function_recursion_config import LambdaFunctionRecursionConfig

from lambda_container.arguments import Arguments
from lambda_container.function.alias import Alias
from lambda_container.function.invocable import Invocable

RecursiveLoop = Literal["Allow", "Terminate"]


class Function(Invocable):
    """A function, and the verbs that aliases do not have."""

    @property
    def version(self) -> str | None:
        """The version that was published last, as a reference; ``None`` where it is not known."""
        return None

    def add_alias(
        self,
        name: str,
        *,
        version: str | None = None,
        additional_versions: Mapping[str, float] | None = None,
        description: str | None = None,
    ) -> Alias:
        """Give a version a name; see :class:`Alias`.

        Args:
            name: 1 to 128 letters, digits, ``-`` and ``_``, and not a number.
            version: A version's number, or ``$LATEST``. Default: the one that is published last,
                which needs ``publish=True``.
            additional_versions: One other version, and its share of the traffic, 0 to 1.
            description: At most 256 characters, literal.

        Raises:
            InvalidArgument: A value that Lambda would refuse.
        """
        return Alias(
            self,
            name,
            version=version,
            additional_versions=additional_versions or {},
            description=description,
        )

    def configure_recursion(self, recursive_loop: RecursiveLoop) -> LambdaFunctionRecursionConfig:
        """Say what Lambda does when the function calls itself through SQS, SNS or S3.

        Becomes ``aws_lambda_function_recursion_config``. Without it, Lambda stops the function
        after 16 rounds.

        Args:
            recursive_loop: ``Allow`` or ``Terminate``.

        Raises:
            InvalidArgument: Another word, or a second configuration.
        """
        arguments = Arguments.of("Recursion", self, "Recursion")
        arguments.literal("recursive_loop", recursive_loop, RecursiveLoop)
        return LambdaFunctionRecursionConfig(
            self,
            "Recursion",
            function_name=self.function_name,
            recursive_loop=recursive_loop,
            **self.placement,
        )
