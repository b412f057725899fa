"""The policies of a repository: who may pull, and which images expire.

Rendered by Terraform for ``Repository``, and by ``publish --create-repositories`` for ECR's API.
"""

from __future__ import annotations

from lambda_container.defaults import UNTAGGED_IMAGE_DAYS

LAMBDA = "lambda.amazonaws.com"
LAMBDA_SID = "LambdaPull"
# https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
READ_ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
UNTAGGED_DESCRIPTION = f"Expire untagged after {UNTAGGED_IMAGE_DAYS} days"


def functions_arn(partition: str, region: str, account: str) -> str:
    """The pattern of the ARNs of an account's functions."""
    return f"arn:{partition}:lambda:{region}:{account}:function:*"


def expiry_rule(
    priority: int, selection: dict[str, object], description: str | None
) -> dict[str, object]:
    """A lifecycle rule in ECR's JSON."""
    described = {} if description is None else {"description": description}
    action = {"type": "expire"}
    return {"rulePriority": priority, **described, "selection": selection, "action": action}


def since_image_pushed(days: int) -> dict[str, object]:
    """The part of a rule's selection that says how old images expire."""
    return {"countType": "sinceImagePushed", "countUnit": "days", "countNumber": days}
