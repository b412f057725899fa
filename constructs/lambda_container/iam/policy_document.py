"""A policy to which statements can be added until synthesis."""

from __future__ import annotations

from collections.abc import Iterable

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.data_aws_iam_policy_document import (
    DataAwsIamPolicyDocument,
    DataAwsIamPolicyDocumentStatement,
)
from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.checks.subject import Subject
from lambda_container.iam.merge import merged
from lambda_container.iam.statement import Statement


class PolicyDocument:
    """An ``aws_iam_policy_document`` that can grow; equivalent statements are merged.

    Attributes:
        resource: The ``aws_iam_policy_document`` data source.
        json: A reference to the policy's JSON.
        statements: Its current statements, merged and in order.

    Raises:
        InvalidArgument: Two statements with the same Sid that cannot be merged.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - constructs' own name
        statements: Iterable[Statement],
        *,
        provider: TerraformProvider | None = None,
    ) -> None:
        self._arguments = Arguments(Subject("PolicyDocument", scope, id))
        self._rendered: dict[Statement, DataAwsIamPolicyDocumentStatement] = {}
        self.statements = merged(statements)
        self._check_sids()
        self.resource = DataAwsIamPolicyDocument(
            scope, id, statement=self._render(), provider=provider
        )
        self.json: str = self.resource.json

    def add(self, statements: Iterable[Statement]) -> None:
        """Add statements."""
        self.put([*self.statements, *statements])

    def put(self, statements: Iterable[Statement]) -> None:
        """Replace all statements."""
        before, self.statements = self.statements, merged(statements)
        if self.statements != before:
            self._check_sids()
            self.resource.put_statement(self._render())

    def _render(self) -> list[DataAwsIamPolicyDocumentStatement]:
        # Render each statement once: a growing document is rendered at every step.
        for statement in self.statements:
            if statement not in self._rendered:
                self._rendered[statement] = statement.render()
        return [self._rendered[statement] for statement in self.statements]

    def _check_sids(self) -> None:
        sids = [statement.sid for statement in self.statements if statement.sid is not None]
        for sid in sids:
            if sids.count(sid) > 1:
                self._arguments.fail("sid", "be unique in its policy", sid)
