"""A policy statement that denies requests without TLS."""

from __future__ import annotations

from lambda_container.iam.condition import Condition
from lambda_container.iam.principal import Principal
from lambda_container.iam.statement import Statement


def tls_only(action: str, arn: str) -> Statement:
    """The statement of a resource policy that denies requests without TLS."""
    return Statement(
        sid="TlsOnly",
        effect="Deny",
        principals=[Principal("AWS", ["*"])],
        actions=[action],
        resources=[arn],
        conditions=[Condition("Bool", "aws:SecureTransport", ["false"])],
    )
