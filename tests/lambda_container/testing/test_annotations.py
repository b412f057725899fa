"""What constructs say about themselves."""

from __future__ import annotations

import pytest
from cdktf import Annotations as Cdk
from cdktf import TerraformStack
from constructs import Construct

from lambda_container.testing import Annotation, Annotations


@pytest.fixture
def annotations(stack: TerraformStack) -> Annotations:
    construct = Construct(stack, "Orders")
    Cdk.of(construct).add_warning("the table has no backup")
    Cdk.of(construct).add_info("the table is small")
    Cdk.of(stack).add_error("there is no owner")
    return Annotations.from_stack(stack)


def test_all_of_them_with_their_constructs(annotations: Annotations) -> None:
    assert annotations.all == [
        Annotation("error", "dev", "there is no owner"),
        Annotation("warning", "dev/Orders", "the table has no backup"),
        Annotation("info", "dev/Orders", "the table is small"),
    ]


def test_a_warning_is_found_by_its_text_and_its_construct(annotations: Annotations) -> None:
    annotations.has_warning()
    annotations.has_warning("no backup$", path="dev/Orders")
    annotations.has_error("owner")
    annotations.has_no_warning("owner")
    annotations.has_no_error(path="dev/Orders")


def test_a_failure_lists_what_there_is(annotations: Annotations) -> None:
    with pytest.raises(AssertionError) as failed:
        annotations.has_warning("encryption")
    assert str(failed.value).splitlines() == [
        "no warning matches",
        "  error of dev: there is no owner",
        "  warning of dev/Orders: the table has no backup",
        "  info of dev/Orders: the table is small",
    ]
    with pytest.raises(AssertionError, match="expected no error, found\n  error of dev"):
        annotations.has_no_error()


def test_a_stack_without_annotations_says_so(stack: TerraformStack) -> None:
    with pytest.raises(AssertionError, match="the stack has no annotations"):
        Annotations.from_stack(stack).has_warning()
