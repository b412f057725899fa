"""The conversion of cdktf's JSON into a module's."""

from __future__ import annotations

import pytest

from tools.module.expressions import Counted, Json, joined, name, quoted, repeat, resolve, vary
from tools.module.statements import vary_statements


def test_resources_are_named_and_so_is_every_reference() -> None:
    def body(path: str, **arguments: object) -> Json:
        return {"//": {"metadata": {"path": f"stack/{path}"}}, **arguments}

    stack = {
        "data": {"aws_region": {"Region_1": body("Region")}},
        "resource": {"aws_sqs_queue": {"A_1": body("A", name="${data.aws_region.Region_1.id}")}},
    }
    assert name(stack, {"Region": "here", "A": "queue"}) == {
        "data": {"aws_region": {"here": {}}},
        "resource": {"aws_sqs_queue": {"queue": {"name": "${data.aws_region.here.id}"}}},
    }


@pytest.mark.parametrize("names", [{"A": "x"}, {"A": "x", "B": "x"}])
def test_a_resource_without_a_name_of_its_own_is_refused(names: dict[str, str]) -> None:
    bodies = {id_: {"//": {"metadata": {"path": f"stack/{id_}"}}} for id_ in "AB"}
    with pytest.raises(KeyError):
        name({"data": {}, "resource": {"aws_sqs_queue": bodies}}, names)


def test_what_may_not_be_there_is_null_and_in_lists_left_out() -> None:
    module: Json = {
        "resource": {
            "aws_sqs_queue": {"q": {}},
            "aws_x": {
                "x": {
                    "depends_on": ["aws_sqs_queue.q"],
                    "role": "${aws_iam_role.r.arn}",
                    "targets": ["*", "${aws_sqs_queue.q.arn}"],
                    "url": "${aws_sqs_queue.q.url}",
                }
            },
        }
    }
    counts = {"aws_sqs_queue.q": "var.queue", "aws_iam_role.r": "var.role == null"}
    Counted(counts, {"aws_iam_role.r.arn": "var.role"}).apply(module)
    assert resolve(module["resource"]) == {
        "aws_sqs_queue": {"q": {"count": "${var.queue ? 1 : 0}"}},
        "aws_x": {
            "x": {
                "depends_on": ["aws_sqs_queue.q"],
                "role": "${coalesce(one(aws_iam_role.r[*].arn), var.role)}",
                "targets": '${concat(["*"], [for item in aws_sqs_queue.q[*] : item.arn])}',
                "url": "${one(aws_sqs_queue.q[*].url)}",
            }
        },
    }


def test_marks_are_lists_elements_or_the_variable_itself() -> None:
    assert resolve("${__each(var.key[*])}") == "${var.key}"
    assert resolve({"ids": ["subnet/${__each(var.ids)}"]}) == {
        "ids": '${[for item in var.ids : "subnet/${item}"]}'
    }
    given = "${__each_given(var.sources).key}"
    assert joined([given]) == "[for item in var.sources : item.key if item.key != null]"
    module: Json = {"resource": {"aws_x": {"x": {"arn": "${__each(var.sources).arn}"}}}}
    repeat(module, {"aws_x.x": "var.sources"})
    assert module["resource"]["aws_x"]["x"] == {
        "arn": "${each.value.arn}",
        "for_each": "${var.sources}",
    }


def test_a_block_may_be_there_in_some_cases_only() -> None:
    body: Json = {"vpc": [{"ids": "${var.ids}"}]}
    vary(body, "vpc", "var.ids != null")
    assert body == {
        "dynamic": {
            "vpc": {
                "for_each": "${var.ids != null ? [true] : []}",
                "content": {"ids": "${var.ids}"},
            }
        }
    }


def test_only_what_is_outside_of_an_interpolation_is_escaped() -> None:
    assert quoted('a"${split(":", var.x)}"\\') == '"a\\"${split(":", var.x)}\\"\\\\"'
    with pytest.raises(ValueError, match="does not end"):
        quoted("${var.x")


def test_actions_that_depend_on_different_options_are_statements_of_their_own() -> None:
    actions = ["dynamodb:ListStreams", "ec2:DescribeSubnets", "logs:PutLogEvents"]
    document: Json = {"statement": [{"actions": actions, "resources": ["*"]}]}
    vary_statements(document)
    assert document["statement"] == [{"actions": ["logs:PutLogEvents"], "resources": ["*"]}]
    assert [part["content"]["actions"] for part in document["dynamic"]["statement"]] == [
        ["dynamodb:ListStreams"],
        ["ec2:DescribeSubnets"],
    ]
