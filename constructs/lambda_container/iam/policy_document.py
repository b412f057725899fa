"""A policy to which statements can be added until synth."""

from __future__ import annotations

from collections.abc import Iterable

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import DataAwsIamPolicyDocument
from constructs import Construct

from lambda_container.iam.statement import Statement


class PolicyDocument:
    """An ``aws_iam_policy_document`` that grows; the same statement twice counts once.

    Attributes:
        resource: The ``aws_iam_policy_document`` data source.
        json: A reference to the policy's JSON.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        statements: Iterable[Statement],
        *,
        provider: TerraformProvider | None = None,
    ) -> None:
        self._statements = list(dict.fromkeys(statements))
        self.resource = DataAwsIamPolicyDocument(
            scope,
            id,
            statement=[statement.render() for statement in self._statements],
            provider=provider,
        )
        self.json: str = self.resource.json

    def add(self, statements: Iterable[Statement]) -> None:
        """Add statements, in this order."""
        new = [s for s in dict.fromkeys(statements) if s not in self._statements]
        if new:
            self._statements += new
            self.resource.put_statement([statement.render() for statement in self._statements])
