"""IAM policies as data, rendered by Terraform's ``aws_iam_policy_document``."""

from lambda_container.iam.grantee import Allowable, Grantee
from lambda_container.iam.policy_document import PolicyDocument
from lambda_container.iam.statement import Condition, Principal, Statement

__all__ = ["Allowable", "Condition", "Grantee", "PolicyDocument", "Principal", "Statement"]
