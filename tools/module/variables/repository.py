"""Variables of the image's repository."""

from __future__ import annotations

from typing import get_args

from lambda_container import defaults
from lambda_container.checks import rule_phrases
from lambda_container.checks.aws_names import REPOSITORY_NAME, REPOSITORY_RULE
from lambda_container.checks.values import ACCOUNT_ID
from lambda_container.repository.repository import KMS_RULE, EncryptionType
from tools.module.expressions import quoted
from tools.module.rules import Values, matches
from tools.module.variables.variable import Variable, all_of, of

_MUTABILITIES = ("IMMUTABLE", "MUTABLE")  # the others need filters, which the module lacks


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    repository = "repository"
    policy = _lifecycle_policy()
    name = Values("repository.name", "[coalesce(var.repository.name, lower(var.function_name))]")
    unused = "var.image_uri != null || var.repository.arn != null"
    return {
        "repository": Variable(
            type="object({ arn = optional(string), name = optional(string), "
            f"image_tag_mutability = optional(string, {quoted(defaults.IMAGE_TAG_MUTABILITY)}), "
            f"scan_on_push = optional(bool, {str(defaults.SCAN_ON_PUSH).lower()}), "
            f"encryption_type = optional(string, {quoted(defaults.ENCRYPTION_TYPE)}), "
            "force_delete = optional(bool, false), pull_accounts = optional(list(string), []), "
            f"lifecycle_policy = optional(string, {quoted(policy)}) }})",
            description="Where the image lives. arn: a repository that exists, used as it is. "
            "Otherwise one is made: name is the function's in lowercase by default; "
            "image_tag_mutability IMMUTABLE or MUTABLE; encryption_type KMS or AES256; "
            "pull_accounts are ids of other accounts whose functions may pull; lifecycle_policy is "
            'ECR\'s JSON, or "" for none.',
            default={},
            rules=(
                of(repository, "arn").arn("ecr", "repository/"),
                name.must(f"{unused} || ({matches(REPOSITORY_NAME)})", REPOSITORY_RULE),
                of(repository, "image_tag_mutability").one_of(_MUTABILITIES),
                of(repository, "encryption_type").one_of(get_args(EncryptionType)),
                Values("kms_key_arn", "var.kms_key_arn[*]").must(
                    f'{unused} || var.repository.encryption_type == "KMS"', KMS_RULE
                ),
                all_of("repository.pull_accounts").matching(ACCOUNT_ID, rule_phrases.ACCOUNT_ID),
                of(repository, "lifecycle_policy").must(
                    'item == "" || can(jsondecode(item).rules)', "be a lifecycle policy, as JSON"
                ),
            ),
        )
    }


def _lifecycle_policy() -> str:
    from lambda_container.checks.arguments import Arguments  # noqa: PLC0415
    from lambda_container.repository.lifecycle_policy import EXPIRE_UNTAGGED, lifecycle_policy  # noqa: PLC0415

    return lifecycle_policy(Arguments("Repository"), (EXPIRE_UNTAGGED,))
