"""What a repository becomes."""

from __future__ import annotations

import json

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    LambdaContainerWarning,
    LifecycleRule,
    Repository,
    UnsupportedArgument,
)
from tests.synth import Synth

ARN = "arn:aws:ecr:us-east-1:444455556666:repository/team/orders"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def test_a_repository_is_immutable_scanned_and_encrypted_by_default(
    stack: TerraformStack, synth: Synth
) -> None:
    Repository(stack, "Repository", name="team/hello")
    assert synth.resource("aws_ecr_repository") == {
        "encryption_configuration": [{"encryption_type": "KMS"}],
        "force_delete": False,
        "image_scanning_configuration": {"scan_on_push": True},
        "image_tag_mutability": "IMMUTABLE",
        "name": "team/hello",
    }


def test_every_default_has_a_way_out(stack: TerraformStack, synth: Synth) -> None:
    Repository(
        stack,
        "Repository",
        name="hello",
        image_tag_mutability="MUTABLE",
        scan_on_push=False,
        encryption_type="AES256",
        force_delete=True,
        lifecycle_rules=[],
        tags={"Team": "shop"},
    )
    assert synth.resource("aws_ecr_repository") == {
        "encryption_configuration": [{"encryption_type": "AES256"}],
        "force_delete": True,
        "image_scanning_configuration": {"scan_on_push": False},
        "image_tag_mutability": "MUTABLE",
        "name": "hello",
        "tags": {"Team": "shop"},
    }
    assert synth.resources("aws_ecr_lifecycle_policy") == {}


def test_a_customer_key_encrypts_the_images(stack: TerraformStack, synth: Synth) -> None:
    Repository(stack, "Repository", name="hello", kms_key=KEY)
    assert synth.resource("aws_ecr_repository")["encryption_configuration"] == [
        {"encryption_type": "KMS", "kms_key": KEY}
    ]


def test_exclusions_become_wildcard_filters(stack: TerraformStack, synth: Synth) -> None:
    Repository(
        stack,
        "Repository",
        name="hello",
        image_tag_mutability="IMMUTABLE_WITH_EXCLUSION",
        image_tag_mutability_exclusion_filter=["dev-*"],
    )
    repository = synth.resource("aws_ecr_repository")
    assert repository["image_tag_mutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert repository["image_tag_mutability_exclusion_filter"] == [
        {"filter": "dev-*", "filter_type": "WILDCARD"}
    ]


def test_lambda_of_the_repositorys_own_account_and_region_may_pull(
    stack: TerraformStack, synth: Synth
) -> None:
    Repository(stack, "Repository", name="hello")
    (name,) = synth.resources("aws_ecr_repository")
    arn = f"aws_ecr_repository.{name}.arn"
    partition, region, account = (f'${{element(split(":", {arn}), {i})}}' for i in (1, 3, 4))
    assert synth.statements("Repository") == [
        {
            "sid": "LambdaPull",
            "effect": "Allow",
            "principals": [{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}],
            "actions": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "condition": [
                {
                    "test": "ArnLike",
                    "variable": "aws:SourceArn",
                    "values": [f"arn:{partition}:lambda:{region}:{account}:function:*"],
                }
            ],
        }
    ]
    policy = synth.resource("aws_ecr_repository_policy")
    assert policy["repository"] == f"${{aws_ecr_repository.{name}.name}}"
    assert policy["policy"].startswith("${data.aws_iam_policy_document.Repository_PolicyDocument")


def test_other_accounts_pull_with_their_roles_and_their_functions(
    stack: TerraformStack, synth: Synth
) -> None:
    Repository(stack, "Repository", name="hello", pull_accounts=["444455556666"])
    accounts, service = synth.statements("Repository")
    (condition,) = service["condition"]
    assert condition["values"][1].endswith(":444455556666:function:*")
    (principal,) = accounts["principals"]
    assert principal["type"] == "AWS"
    assert principal["identifiers"][0].endswith(":iam::444455556666:root")
    assert accounts["actions"] == ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


def test_untagged_images_expire_after_two_weeks_and_tagged_ones_stay(
    stack: TerraformStack, synth: Synth
) -> None:
    Repository(stack, "Repository", name="hello")
    assert json.loads(synth.resource("aws_ecr_lifecycle_policy")["policy"]) == {
        "rules": [
            {
                "rulePriority": 1,
                "description": "Expire untagged after 14 days",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": 14,
                },
                "action": {"type": "expire"},
            }
        ]
    }


def test_priorities_follow_the_order_of_the_rules(stack: TerraformStack, synth: Synth) -> None:
    rules = [
        LifecycleRule(since_image_pushed=1),
        LifecycleRule(tag_status="tagged", tag_pattern_list=["dev-*"], image_count_more_than=5),
        LifecycleRule(tag_status="tagged", tag_prefix_list=["old"], since_image_pushed=3),
        LifecycleRule(tag_status="any", image_count_more_than=500),
    ]
    with pytest.warns(LambdaContainerWarning):
        Repository(stack, "Repository", name="hello", lifecycle_rules=rules)
    policy = json.loads(synth.resource("aws_ecr_lifecycle_policy")["policy"])
    assert [rule["rulePriority"] for rule in policy["rules"]] == [1, 2, 3, 4]
    assert [rule["selection"] for rule in policy["rules"]][1:] == [
        {
            "tagStatus": "tagged",
            "tagPatternList": ["dev-*"],
            "countType": "imageCountMoreThan",
            "countNumber": 5,
        },
        {
            "tagStatus": "tagged",
            "tagPrefixList": ["old"],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 3,
        },
        {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 500},
    ]


def test_a_rule_that_can_expire_tagged_images_says_why_that_matters(stack: TerraformStack) -> None:
    rule = LifecycleRule(tag_status="any", image_count_more_than=10)
    expected = (
        r"Repository 'dev/Repository': lifecycle_rules\[0\] can expire tagged images; ECR does not"
        r" check whether Lambda uses an image"
    )
    with pytest.warns(LambdaContainerWarning, match=expected) as warned:
        Repository(stack, "Repository", name="hello", lifecycle_rules=[rule])
    assert warned[0].filename == __file__


def test_grants_add_the_least_that_pulling_and_pushing_need(
    stack: TerraformStack, synth: Synth
) -> None:
    repository = Repository(stack, "Repository", name="hello")
    role = ExecutionRole(stack, "Role")
    repository.grant_pull(role)
    repository.grant_push(role)
    repository.grant_push(role)
    (name,) = synth.resources("aws_ecr_repository")
    both, login = synth.statements("Role_Policy")
    assert login["actions"] == ["ecr:GetAuthorizationToken"]
    assert both["actions"] == [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ]
    assert both["resources"] == [f"${{aws_ecr_repository.{name}.arn}}"]


def test_a_function_takes_a_grant_for_its_role(stack: TerraformStack, synth: Synth) -> None:
    repository = Repository(stack, "Repository", name="hello")
    image = ContainerImage.from_repository(repository, digest=f"sha256:{'0' * 64}")
    repository.grant_pull(ContainerFunction(stack, "Hello", image=image))
    sids = [statement.get("sid") for statement in synth.statements("Hello_Role_Policy")]
    assert sids == [None, "EcrLogin", None, "Traces"]


def test_an_existing_role_takes_no_grant(stack: TerraformStack) -> None:
    repository = Repository(stack, "Repository", name="hello")
    role = ExecutionRole.from_arn("arn:aws:iam::111122223333:role/theirs")
    with pytest.raises(UnsupportedArgument, match="it is never modified; allow ecr:Get"):
        repository.grant_pull(role)


def test_a_repository_by_name_is_read_only_when_its_attributes_are_needed(
    stack: TerraformStack, synth: Synth
) -> None:
    repository = Repository.from_name(stack, "Theirs", "team/orders")
    assert repository.name == "team/orders"
    assert synth.data("aws_ecr_repository") == {}
    repository.grant_pull(ExecutionRole(stack, "Role"))
    (data,) = synth.data("aws_ecr_repository").values()
    assert data == {"name": "team/orders"}
    assert synth.resources("aws_ecr_repository") == {}
    assert synth.resources("aws_ecr_repository_policy") == {}


def test_an_arn_says_everything_about_a_repository(stack: TerraformStack, synth: Synth) -> None:
    repository = Repository.from_arn(stack, "Theirs", ARN)
    assert repository.repository_url == ("444455556666.dkr.ecr.us-east-1.amazonaws.com/team/orders")
    assert (repository.name, repository.arn) == ("team/orders", ARN)
    assert repository.registry_id == "444455556666"
    assert synth.data("aws_ecr_repository") == {}


def test_the_partition_decides_the_domain(stack: TerraformStack) -> None:
    arn = "arn:aws-cn:ecr:cn-north-1:444455556666:repository/orders"
    repository = Repository.from_arn(stack, "Theirs", arn)
    assert repository.repository_url == "444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/orders"


def test_an_arn_may_be_a_reference(stack: TerraformStack, synth: Synth) -> None:
    arn = TerraformVariable(stack, "arn", type="string").string_value
    repository = Repository.from_arn(stack, "Theirs", arn)
    image = ContainerImage.from_repository(repository, tag="1")
    ContainerFunction(stack, "Hello", image=image)
    (data,) = synth.data("aws_ecr_repository").values()
    assert data == {
        "name": '${element(split(":repository/", var.arn), 1)}',
        "registry_id": '${element(split(":", var.arn), 4)}',
        "region": '${element(split(":", var.arn), 3)}',
    }


def test_another_provider_makes_everything_of_a_repository(
    stack: TerraformStack, synth: Synth
) -> None:
    other = AwsProvider(stack, "other", region="us-east-1", alias="other")
    Repository(stack, "Repository", name="hello", provider=other)
    types = ("aws_ecr_repository", "aws_ecr_repository_policy", "aws_ecr_lifecycle_policy")
    assert [synth.resource(type_)["provider"] for type_ in types] == ["aws.other"] * 3
    (document,) = synth.data("aws_iam_policy_document").values()
    assert document["provider"] == "aws.other"


def test_every_resource_is_at_hand_for_overrides(stack: TerraformStack, synth: Synth) -> None:
    repository = Repository(stack, "Repository", name="hello")
    repository.resource.add_override("tags.By", "override")
    repository.policy.add_override("region", "us-east-1")
    assert repository.lifecycle_policy is not None
    repository.lifecycle_policy.add_override("region", "us-west-2")
    assert synth.resource("aws_ecr_repository")["tags"] == {"By": "override"}
    assert synth.resource("aws_ecr_repository_policy")["region"] == "us-east-1"
    assert synth.resource("aws_ecr_lifecycle_policy")["region"] == "us-west-2"


def test_a_region_of_its_own_reaches_everything_of_a_repository(
    stack: TerraformStack, synth: Synth
) -> None:
    repository = Repository(
        stack, "Repository", name="hello", region="us-east-1", delete_timeout="30m"
    )
    made = [
        synth.resource(f"aws_ecr_{type_}")
        for type_ in ("repository", "repository_policy", "lifecycle_policy")
    ]
    assert [resource["region"] for resource in made] == ["us-east-1"] * 3
    assert made[0]["timeouts"] == {"delete": "30m"}
    assert repository.registry.region == "us-east-1"
    assert repository.registry.key == "ecr-us-east-1"
    assert repository.registry.host is not None
