"""What constructs say about themselves."""

from __future__ import annotations

import pytest
from cdktf import Annotations as Cdk
from cdktf import TerraformStack
from constructs import Construct

from lambda_container.testing import Annotation, Annotations


@pytest.fixture
def found(stack: TerraformStack) -> Annotations:
    construct = Construct(stack, "Orders")
    Cdk.of(construct).add_warning("the table has no backup")
    Cdk.of(construct).add_info("the table is small")
    Cdk.of(stack).add_error("there is no owner")
    return Annotations.from_stack(stack)


def test_all_of_them_with_their_constructs(found: Annotations) -> None:
    assert found.all == [
        Annotation("error", "dev", "there is no owner"),
        Annotation("warning", "dev/Orders", "the table has no backup"),
        Annotation("info", "dev/Orders", "the table is small"),
    ]


def test_a_warning_is_found_by_its_text_and_its_construct(found: Annotations) -> None:
    found.has_warning()
    found.has_warning("no backup$", path="dev/Orders")
    found.has_error("owner")
    found.has_no_warning("owner")
    found.has_no_error(path="dev/Orders")


def test_a_failure_lists_what_there_is(found: Annotations) -> None:
    with pytest.raises(AssertionError) as failed:
        found.has_warning("encryption")
    assert str(failed.value).splitlines() == [
        "no warning matches",
        "  error of dev: there is no owner",
        "  warning of dev/Orders: the table has no backup",
        "  info of dev/Orders: the table is small",
    ]
    with pytest.raises(AssertionError, match="expected no error, found\n  error of dev"):
        found.has_no_error()


def test_a_stack_without_annotations_says_so(stack: TerraformStack) -> None:
    with pytest.raises(AssertionError, match="the stack has no annotations"):
        Annotations.from_stack(stack).has_warning()
