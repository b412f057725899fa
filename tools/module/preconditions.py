"""Checks that need more than a variable: a file, another resource, or data from AWS."""

from __future__ import annotations

from collections.abc import Mapping

from lambda_container.build.architecture import PLATFORMS
from lambda_container.role.role_policies import INLINE_LIMIT
from tools.module.expressions import Json, quoted

_REGION = "data.aws_region.here.id"
# The last FROM is built, unless there is a target; variables are left to Docker.
_FROMS = r"(?mi)^\s*FROM\s+(?:--platform=(\S+)\s+)?\S"


def preconditions() -> Mapping[str, list[Json]]:
    """The ``precondition`` blocks of each resource."""
    platforms = f"try(regexall({quoted(_FROMS)}, file(local.dockerfile)), [])"
    last = f'try(coalesce(element({platforms}, length({platforms}) - 1)[0], ""), "")'
    architectures = ", ".join(f"{quoted(v)} = {quoted(k)}" for k, v in PLATFORMS.items())
    image_region = 'split(".", coalesce(var.image_uri, "."))[3]'
    repository_region = 'split(":", coalesce(var.repository.arn, ":::"))[3]'
    return {
        "aws_lambda_function.function": [
            _precondition(
                f"var.image_uri == null || try({image_region} == {_REGION}, false)",
                f"image_uri must be an image of the function's Region, ${{{_REGION}}}, "
                "got ${jsonencode(var.image_uri)}.",
            ),
            _precondition(
                "var.image_uri != null || var.repository.arn == null || "
                f"try({repository_region} == {_REGION}, false)",
                f"repository.arn must be a repository of the function's Region, ${{{_REGION}}}, "
                "got ${jsonencode(var.repository.arn)}.",
            ),
        ],
        "docker_registry_image.image": [
            _precondition(
                f'var.target != null || {last} == "" || strcontains({last}, "$") || '
                f"{last} == local.platform",
                "architecture must be the image's, "
                f"${{try({{ {architectures} }}[{last}], {last})}}, "
                "got ${jsonencode(var.architecture)}.",
            )
        ],
        "aws_iam_role_policy.role": [
            _precondition(
                f"length(data.aws_iam_policy_document.role.minified_json) <= {INLINE_LIMIT}",
                "policy_statements must leave the role's policy at most "
                f"{INLINE_LIMIT} characters, IAM's limit; attach a policy of your own to the role.",
            )
        ],
    }


def _precondition(condition: str, message: str) -> Json:
    return {"condition": f"${{{condition}}}", "error_message": message}
