"""A stack declares all that it names."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack

from lambda_container import ContainerFunction
from lambda_container.testing import Template
from lambda_container.testing.loose_ends import loose_ends

REQUIRED: dict[str, Any] = {"terraform": {"required_providers": {"aws": {}, "docker": {}}}}
ROLE = {"aws_iam_role": {"Role": {"name": "a"}}}


def stack_with(**sections: Any) -> dict[str, Any]:
    return {**REQUIRED, "provider": {"aws": [{}, {"alias": "other"}]}, **sections}


def function(**arguments: Any) -> dict[str, Any]:
    return stack_with(resource={"aws_lambda_function": {"It": arguments}, **ROLE})


@pytest.mark.parametrize(
    "content",
    [
        function(role="${aws_iam_role.Role.arn}", depends_on=["aws_iam_role.Role"]),
        function(provider="aws.other"),
        function(description="$${var.no}", name='${"$"}{var.no}'),
        function(name="${[for item in var.a : item.name]}") | {"variable": {"a": {}}},
        function(name='${jsonencode({"a" = "var.no"})}'),
        function(name="${path.module}/${terraform.workspace}"),
        function(name="${local.a}") | {"locals": {"a": "${terraform_data.It.output}"}}
        | {"resource": {"terraform_data": {"It": {}}}},
        stack_with(resource=ROLE, moved=[{"from": "aws_iam_role.A", "to": "aws_iam_role.Role"}]),
        stack_with(module={"a": {"providers": {"aws": "aws.other"}}}),
        stack_with(locals=[{"a": "${[for aws_k in var.a : aws_k.name]}"}], variable={"a": {}}),
        stack_with(locals={"a": "${1 /* aws_iam_role.no */}"}),
        stack_with(resource={"aws_a": {"b": {}}}, moved=[{"from": "aws_a.b", "to": "aws_a.b[0]"}]),
        stack_with(module={"m": {}}, moved=[{"from": "aws_a.b", "to": "module.m.aws_a.b"}]),
        function(lifecycle=[{"replace_triggered_by": ["aws_iam_role.Role[each.key].id"]}]),
        function(provider="docker"),
        function(lifecycle={"replace_triggered_by": ["aws_iam_role.Role.arn"]}),
        stack_with(
            provider={"docker": [{"host": "${ephemeral.aws_ecr_authorization_token.a.token}"}]},
            ephemeral={"aws_ecr_authorization_token": {"a": {}}},
        ),
    ],
)  # fmt: skip
def test_nothing_is_missing(content: dict[str, Any]) -> None:
    assert loose_ends(content) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            function(role="${aws_iam_role.Other.arn}"),
            "aws_lambda_function.It refers to aws_iam_role.Other, which is not declared",
        ),
        (
            function(role='${jsonencode({"a" = "${data.aws_region.It.id}"})}'),
            "aws_lambda_function.It refers to data.aws_region.It, which is not declared",
        ),
        (
            function(role="%{if var.no}a%{endif}"),
            "aws_lambda_function.It refers to var.no, which is not declared",
        ),
        (
            function(depends_on=["aws_iam_role.Role.arn"]),
            "aws_lambda_function.It depends on aws_iam_role.Role.arn, which is no whole block",
        ),
        (
            function(depends_on=["aws_iam_role.Other"]),
            "aws_lambda_function.It depends on aws_iam_role.Other, which is not declared",
        ),
        (
            function(depends_on="aws_iam_role.Other"),
            "aws_lambda_function.It depends on aws_iam_role.Other, which is not declared",
        ),
        (
            stack_with(resource={"aws_iam_role": {"It": [{"name": "${var.no}"}]}}),
            "aws_iam_role.It refers to var.no, which is not declared",
        ),
        (
            function(provider="aws.third"),
            "aws_lambda_function.It has the provider aws.third, which is not declared",
        ),
        (function(name="${TfToken[TOKEN.1]}"), "'${TfToken[TOKEN.1]}' holds 'TfToken['"),
        (stack_with(locals={"#{TfToken[TOKEN.1]}": "a"}), "'#{TfToken[TOKEN.1]}' holds 'TfToken['"),
        (
            stack_with(output={"a": {"value": "${module.no.arn}"}}),
            "output.a refers to module.no, which is not declared",
        ),
        (
            function(name="${random_password.db.result}"),
            "aws_lambda_function.It refers to random_password.db, which is not declared",
        ),
        (
            function(name="${data.archive_file.net.output_path}"),
            "aws_lambda_function.It refers to data.archive_file.net, which is not declared",
        ),
        (
            stack_with(variable={"a": {"validation": [{"condition": "${var.a != local.no}"}]}}),
            "variable.a refers to local.no, which is not declared",
        ),
        (
            stack_with(moved={"from": "aws_iam_role.A", "to": "aws_iam_role.B"}),
            "moved leads to aws_iam_role.B, which is not declared",
        ),
        (
            stack_with(output={"a": {"value": '${var["no"]}'}}),
            "output.a refers to var.no, which is not declared",
        ),
        (
            function(lifecycle={"replace_triggered_by": ["aws_kms_key.K.arn"]}),
            "aws_lambda_function.It is replaced by aws_kms_key.K, which is not declared",
        ),
        (
            stack_with(module={"a": {"providers": {"aws": "aws.no"}}}),
            "module.a has the provider aws.no, which is not declared",
        ),
        (
            stack_with(**{"import": [{"to": "aws_iam_role.Role", "id": "a"}]}),
            "import leads to aws_iam_role.Role, which is not declared",
        ),
        (
            stack_with(moved=[{"from": "aws_iam_role.A", "to": "aws_iam_role.B"}]),
            "moved leads to aws_iam_role.B, which is not declared",
        ),
        (
            stack_with(resource=ROLE, removed=[{"from": "aws_iam_role.Role"}]),
            "removed leads from aws_iam_role.Role, which is still declared",
        ),
        (
            stack_with(provider={"docker": [{"host": "${ephemeral.aws_token.a.token}"}]}),
            "provider.docker refers to ephemeral.aws_token.a, which is not declared",
        ),
    ],
)
def test_what_is_missing_is_named(content: dict[str, Any], sentence: str) -> None:
    assert sentence in loose_ends(content)


def test_a_template_lists_all_of_it(stack: TerraformStack, function: ContainerFunction) -> None:
    function.resource.add_override("kms_key_arn", "${var.key}")
    function.resource.add_override("depends_on", ["aws_iam_role.no"])
    with pytest.raises(
        AssertionError, match=r"loose ends:\n.* depends on .*\n.* refers to var.key"
    ):
        Template.from_stack(stack)
    function.resource.add_override("kms_key_arn", None)
    function.resource.add_override("depends_on", [])
    Template.from_stack(stack).has_no_loose_ends()
