"""The findings of `make scan`'s own rules, and its allow-list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cdktf import Fn, S3Backend, TerraformStack, Testing
from cdktf_cdktf_provider_aws.ecr_repository_policy import EcrRepositoryPolicy

from lambda_container import ContainerFunction, ContainerImage, EncryptionKey, Repository
from tests.aws import URI
from tools.scan.finding import Allowance, Finding, read_allowances, unexpected
from tools.scan.rules import findings
from tools.scan.stack import Stack, UnreadablePolicyError
from tools.scan.targets import PLANTED

IMAGE = ContainerImage.from_uri(URI)
PULL = {"Effect": "Allow", "Action": "ecr:BatchGetImage"}
OURS = {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}


def ids(stack: Stack) -> list[str]:
    return [finding.id for finding in findings(stack)]


def with_policy(policy: str) -> Stack:
    arguments = {"repository": "hello", "policy": policy}
    return Stack({"resource": {"aws_ecr_repository_policy": {"it": arguments}}})


def with_statement(**statement: Any) -> Stack:
    return with_policy(json.dumps({"Statement": [{**PULL, **statement}]}))


PUBLIC: dict[str, dict[str, Any]] = {
    "a text": {"Principal": "*"},
    "a list": {"Principal": ["*"]},
    "an account": {"Principal": {"AWS": "*"}},
    "one of several": {"Principal": {"AWS": ["111122223333", "*"]}},
    "all but one": {"NotPrincipal": {"AWS": "111122223333"}},
    "a condition that says nothing": {
        "Principal": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    },
    "anybody's ARN": {"Principal": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "*"}}},
    "all but an organisation": {
        "Principal": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1234567890"}},
    },
    "whoever has none": {
        "Principal": "*",
        "Condition": {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1234567890"}},
    },
}


@pytest.mark.parametrize("statement", PUBLIC.values(), ids=PUBLIC)
def test_a_public_repository_policy_is_found(statement: dict[str, Any]) -> None:
    assert ids(with_statement(**statement)) == ["LC_PUBLIC_POLICY"]


@pytest.mark.parametrize(
    "policy",
    [
        '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:*"}}',
        r'{"Statement": [{"Effect": "\u0041llow", "\u0050rincipal": "\u002a", "Action": "ecr:*"}]}',
        json.dumps({"Statement": [{**PULL, "Principal": {"AWS": "*"}}]}, indent=8),
    ],
)
def test_a_public_policy_is_found_in_any_encoding_of_json(policy: str) -> None:
    assert ids(with_policy(policy)) == ["LC_PUBLIC_POLICY"]


def test_a_public_policy_document_is_found() -> None:
    document = {
        "statement": [
            {"actions": ["ecr:BatchGetImage"], "principals": [{"type": "*", "identifiers": ["*"]}]}
        ]
    }
    stack = with_policy("${data.aws_iam_policy_document.it.json}")
    stack.content["data"] = {"aws_iam_policy_document": {"it": document}}
    assert ids(stack) == ["LC_PUBLIC_POLICY"]


def test_a_policy_that_cannot_be_read_is_found(stack: TerraformStack) -> None:
    policy = Fn.jsonencode({"Statement": [{**PULL, "Principal": "*"}]})
    EcrRepositoryPolicy(stack, "it", repository="hello", policy=policy)
    assert ids(Stack(json.loads(Testing.synth(stack)))) == ["LC_UNREADABLE_POLICY"]


def test_a_document_made_of_others_cannot_be_read() -> None:
    document = {"source_policy_documents": ["${file(1)}"], "statement": []}
    stack = with_policy("${data.aws_iam_policy_document.it.json}")
    stack.content["data"] = {"aws_iam_policy_document": {"it": document}}
    with pytest.raises(UnreadablePolicyError, match="made of other documents"):
        list(stack.policies())


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": "*", "Effect": "Deny"},
        {"Principal": "*", "Condition": OURS},
        {"Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
    ],
)
def test_a_policy_that_says_who_passes(statement: dict[str, Any]) -> None:
    assert ids(with_statement(**statement)) == []


def test_a_service_that_anybody_may_send_is_found() -> None:
    service = {"Service": "lambda.amazonaws.com"}
    assert ids(with_statement(Principal=service)) == ["LC_CONFUSED_DEPUTY"]
    assert ids(with_statement(Principal=service, Condition=OURS)) == []


@pytest.mark.parametrize(
    ("permission", "found"),
    [
        ({"principal": "s3.amazonaws.com"}, ["LC_UNCONDITIONED_PERMISSION"]),
        ({"principal": "*"}, ["LC_UNCONDITIONED_PERMISSION"]),
        ({"principal": "*", "function_url_auth_type": "NONE"}, ["LC_PUBLIC_URL"]),
        ({"principal": "*", "invoked_via_function_url": True}, ["LC_PUBLIC_URL"]),
        ({"principal": "*", "principal_org_id": "o-1234567890"}, []),
        ({"principal": "s3.amazonaws.com", "source_arn": "arn:aws:s3:::orders"}, []),
        ({"principal": "s3.amazonaws.com", "source_account": "111122223333"}, []),
        ({"principal": "111122223333"}, []),
        ({"principal": "arn:aws:iam::111122223333:role/caller"}, []),
    ],
)
def test_a_permission_has_to_say_on_whose_behalf(
    permission: dict[str, Any], found: list[str]
) -> None:
    assert ids(Stack({"resource": {"aws_lambda_permission": {"it": permission}}})) == found


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("DATABASE_PASSWORD", "hunter2", ["LC_SECRET"]),
        ("api_key", "hunter2", ["LC_SECRET"]),
        ("DATABASE", "postgres://me:hunter2@example.com/orders", ["LC_SECRET"]),
        ("PEM", "-----BEGIN PRIVATE KEY-----", ["LC_SECRET"]),
        ("DATABASE_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a", []),
        ("TOKEN", "${data.aws_ssm_parameter.token.value}", []),
        ("LEVEL", "info", []),
    ],
)
def test_secrets_are_found_in_environments_and_build_arguments(
    name: str, value: str, found: list[str]
) -> None:
    function = {"environment": {"variables": {name: value}}}
    assert ids(Stack({"resource": {"aws_lambda_function": {"it": function}}})) == found
    image = {"build": {"build_args": {name: value}}}
    assert ids(Stack({"resource": {"docker_registry_image": {"it": image}}})) == found


def test_a_finding_never_shows_the_secret() -> None:
    function = {"environment": {"variables": {"PASSWORD": "hunter2"}}}
    (finding,) = findings(Stack({"resource": {"aws_lambda_function": {"it": function}}}))
    assert "hunter2" not in str(finding)


@pytest.mark.parametrize(
    ("overrides", "found"),
    [
        ({}, ["LC_STATE_ENCRYPTION", "LC_STATE_LOCK"]),
        ({"encrypt": True}, ["LC_STATE_LOCK"]),
        ({"encrypt": True, "use_lockfile": True}, []),
        ({"encrypt": True, "dynamodb_table": "locks"}, []),
        ({"encrypt": "no", "use_lockfile": True}, ["LC_STATE_ENCRYPTION"]),
    ],
)
def test_state_in_s3_is_encrypted_and_locked(
    stack: TerraformStack, overrides: dict[str, object], found: list[str]
) -> None:
    backend = S3Backend(stack, bucket="state", key="a", region="eu-west-1")
    for key, value in overrides.items():
        backend.add_override(key, value)
    assert ids(Stack(json.loads(Testing.synth(stack)))) == found


def test_the_constructs_break_no_rule(stack: TerraformStack) -> None:
    key = EncryptionKey(stack, "Key")
    key.allow_log_group("/aws/lambda/hello")
    Repository(stack, "Repository", name="hello", kms_key=key, pull_accounts=["444455556666"])
    ContainerFunction(stack, "Hello", image=IMAGE, environment={"LEVEL": "info"})
    assert list(findings(Stack(json.loads(Testing.synth(stack))))) == []


def test_the_planted_stack_breaks_rules() -> None:
    assert sorted(set(ids(Stack(json.loads(PLANTED.read_text()))))) == [
        "LC_PUBLIC_POLICY",
        "LC_SECRET",
        "LC_STATE_ENCRYPTION",
        "LC_STATE_LOCK",
        "LC_UNCONDITIONED_PERMISSION",
    ]


def test_policies_are_read_with_something_in_place_of_references(stack: TerraformStack) -> None:
    ContainerFunction(stack, "Hello", image=IMAGE)
    policies = dict(Stack(json.loads(Testing.synth(stack))).policies())
    by_type = {resource.partition(".")[0]: statements for resource, statements in policies.items()}
    (trust,) = by_type["aws_iam_role"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ["111122223333"]}}
    assert [statement["Resource"] for statement in by_type["aws_iam_role_policy"]] == [["*"]] * 2


def test_what_is_allowed_has_a_reason_and_a_place() -> None:
    allowances = read_allowances()
    assert len({(a.id, a.about) for a in allowances}) == len(allowances)
    assert all(len(allowance.reason) > 40 for allowance in allowances)
    checkov = [a for a in allowances if a.id.startswith("CKV")]
    everywhere = {a.id for a in checkov if not a.except_targets and a.targets == {"*"}}
    assert everywhere == {"CKV_AWS_272"}
    assert all(a.about for a in allowances if a not in checkov)


def test_an_allowance_without_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "allowed.toml"
    file.write_text('[[allowed]]\nid = "CKV_AWS_1"\n')
    with pytest.raises(msgspec.ValidationError, match="reason"):
        read_allowances(file)


def test_only_what_is_allowed_there_is_expected() -> None:
    allowances = [
        Allowance("A", "anywhere", except_targets=frozenset({"examples/hardened"})),
        Allowance("B", "there", targets=frozenset({"environments/dev"})),
        Allowance("C", "of something else", about="something else"),
    ]
    found = [Finding(check, "x", "") for check in "ABC"]
    left = {
        target: [finding.id for finding in unexpected(target, found, allowances)]
        for target in ("environments/dev", "environments/prod", "examples/hardened")
    }
    assert left == {
        "environments/dev": ["C"],
        "environments/prod": ["B", "C"],
        "examples/hardened": ["A", "B", "C"],
    }
