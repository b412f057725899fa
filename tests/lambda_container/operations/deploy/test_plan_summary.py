"""What a plan changes, from Terraform's JSON."""

from __future__ import annotations

from typing import Any

import click
import pytest

from lambda_container.cli.plan_display import counted, plan_lines
from lambda_container.operations.deploy.plan_summary import (
    ACTIONS,
    Change,
    FunctionChange,
    PlanSummary,
    summary_of,
)

OLD, NEW = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
URI = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders"


def resource(address: str, actions: list[str], **change: Any) -> dict[str, Any]:
    mode = "data" if address.startswith("data.") else "managed"
    kind = address.removeprefix("data.").partition(".")[0]
    return {
        "address": address,
        "mode": mode,
        "type": kind,
        "change": {"actions": actions, **change},
    }


def summary(*resources: dict[str, Any], **rest: Any) -> PlanSummary:
    return summary_of({"resource_changes": list(resources), **rest})


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        (["create"], "create"),
        (["update"], "update"),
        (["delete"], "delete"),
        (["delete", "create"], "replace"),
        (["create", "delete"], "replace"),
        (["create", "forget"], "replace"),
        (["forget"], "forget"),
    ],
)
def test_each_action_of_terraform_has_a_name(actions: list[str], action: str) -> None:
    (change,) = summary(resource("aws_iam_role.Role", actions)).changes
    assert change == Change(address="aws_iam_role.Role", action=action)  # type: ignore[arg-type]


def test_what_is_read_or_left_alone_is_no_change() -> None:
    found = summary(
        resource("data.aws_ecr_image.It", ["read"]), resource("aws_iam_role.Role", ["no-op"])
    )
    assert found.is_empty
    assert lines(found) == ["dev: no changes."]


def test_an_import_is_a_change() -> None:
    (change,) = summary(
        resource("aws_iam_role.Role", ["no-op"], importing={"id": "orders"})
    ).changes
    assert change.action == "import"


def test_an_update_names_the_arguments_and_no_value() -> None:
    found = summary(
        resource(
            "aws_db_instance.It",
            ["update"],
            before={"password": "hunter2", "size": 1, "kept": 1},
            after={"password": "hunter3", "size": 2, "kept": 1},
            after_unknown={"endpoint": True, "tags": {}},
        )
    )
    assert found.changes[0].arguments == ("endpoint", "password", "size")
    assert "hunter" not in "\n".join(lines(found))


def test_a_replacement_says_why() -> None:
    found = summary(
        resource("aws_iam_role.Role", ["create", "delete"], replace_paths=[["name"], ["path", 0]])
    )
    assert found.changes[0].because == ("name", "path")
    assert "  -/+ aws_iam_role.Role: because of name, path" in lines(found)


def lines(found: PlanSummary) -> list[str]:
    return [click.unstyle(line) for line in plan_lines("dev", found)]


def function(actions: list[str], **change: Any) -> PlanSummary:
    return summary(resource("aws_lambda_function.It", actions, **change))


def test_a_function_changes_from_one_digest_to_the_other() -> None:
    found = function(
        ["update"],
        before={"function_name": "orders", "image_uri": f"{URI}@{OLD}", "timeout": 3},
        after={"function_name": "orders", "image_uri": f"{URI}@{NEW}", "timeout": 9},
    )
    assert found.functions == (
        FunctionChange(
            address="aws_lambda_function.It",
            function_name="orders",
            action="update",
            old_digest=OLD,
            new_digest=NEW,
        ),
    )
    (line,) = (line for line in lines(found) if "orders" in line)
    assert line == f"  ~   orders: image {OLD[:19]} -> {NEW[:19]}; timeout"


@pytest.mark.parametrize(
    ("actions", "before", "after", "line"),
    [
        (["create"], None, {"image_uri": f"{URI}@{NEW}"}, f"  +   It: image {NEW[:19]}"),
        (["create"], None, {}, "  +   It: image known after apply"),
        (["delete"], {"image_uri": f"{URI}@{OLD}"}, None, f"  -   It: image {OLD[:19]}"),
        (
            ["update"],
            {"image_uri": f"{URI}@{OLD}", "timeout": 3},
            {"image_uri": f"{URI}@{OLD}", "timeout": 4},
            f"  ~   It: image {OLD[:19]}, unchanged; timeout",
        ),
        (
            ["update"],
            {"image_uri": f"{URI}:latest"},
            {},
            "  ~   It: image unknown -> known after apply",
        ),
    ],
)
def test_a_function_is_shown_with_its_image(
    actions: list[str], before: Any, after: Any, line: str
) -> None:
    for one in (before, after):
        if one is not None:
            one["function_name"] = "It"
    assert line in lines(function(actions, before=before, after=after))


def test_images_that_terraform_builds_are_listed() -> None:
    found = summary(
        resource("docker_registry_image.It", ["create"], after={"name": f"{URI}:1"}),
        resource("docker_registry_image.Other", ["create"], after={}),
        resource("docker_registry_image.Old", ["delete"], before={"name": f"{URI}:0"}),
    )
    assert found.images == (f"{URI}:1", "docker_registry_image.Other")


def updated(address: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return resource(address, ["update"], before=before, after=after)


CONFIGURED = {
    "root_module": {
        "resources": [
            {"address": "aws_iam_role.Role", "expressions": {"path": {}, "tags": {}}},
            {"address": "aws_iam_role.Gone", "expressions": {"path": {}}},
        ]
    }
}


@pytest.mark.parametrize(
    ("change", "is_drift"),
    [
        (resource("aws_iam_role.Gone", ["delete"], before={"path": "/"}), True),
        (
            resource("aws_iam_role.Role", ["update"], before={"path": "/a"}, after={"path": "/b"}),
            True,
        ),
        (
            resource(
                "aws_iam_role.Role[0]", ["update"], before={"path": "/a"}, after={"path": "/b"}
            ),
            True,
        ),
        # Nothing, read in another form.
        (
            resource("aws_iam_role.Role", ["update"], before={"tags": None}, after={"tags": {}}),
            False,
        ),
        # What another resource of the stack did.
        (updated("aws_iam_role.Role", {"inline": []}, {"inline": [1]}), False),
    ],
)
def test_drift_is_what_something_else_did_to_what_the_stack_sets(
    change: dict[str, Any], is_drift: bool
) -> None:
    found = summary(resource_drift=[change], configuration=CONFIGURED)
    assert found.drift == ((change["address"],) if is_drift else ())


def test_outputs_and_drift_are_listed() -> None:
    found = summary(
        output_changes={"url": {"actions": ["update"]}, "name": {"actions": ["no-op"]}},
        resource_drift=[resource("aws_iam_role.Gone", ["delete"])],
        configuration=CONFIGURED,
    )
    assert (found.outputs, found.is_empty) == (("url",), False)
    assert lines(found) == [
        "dev: changed outside Terraform since the last apply:",
        "  aws_iam_role.Gone",
        "Outputs: url",
        "dev: 0 to create, 0 to update, 0 to replace, 0 to delete.",
    ]


def test_numbers_are_counted_in_both_tenses() -> None:
    found = summary(
        resource("a.b", ["create"]), resource("a.c", ["create"]), resource("a.d", ["forget"])
    )
    assert counted(found) == "2 to create, 0 to update, 0 to replace, 0 to delete, 1 to forget"
    assert counted(found, past=True) == "2 created, 1 forgotten"
    assert set(found.counts) == set(ACTIONS)
    assert counted(summary(), past=True) == "only outputs changed"
