"""Pages of graphs."""

from __future__ import annotations

from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Testing
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from lambda_container import ContainerFunction, ContainerImage, Dashboard, InvalidArgument
from tests.aws import REGION, URI
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)


def body(synth: Synth) -> str:
    text: str = synth.resource("aws_cloudwatch_dashboard")["dashboard_body"]
    return text


def test_a_function_has_a_row(
    function: ContainerFunction, stack: TerraformStack, synth: Synth, snapshot: SnapshotAssertion
) -> None:
    Dashboard(stack, "Board", functions=[function])
    board = synth.resource("aws_cloudwatch_dashboard")
    assert board["dashboard_name"] == "dev-Board"
    assert board == snapshot.use_extension(JSONSnapshotExtension)


def test_a_dashboard_shows_the_whole_stack_by_default(stack: TerraformStack, synth: Synth) -> None:
    for name in ("A", "B", "C"):
        ContainerFunction(stack, name, image=IMAGE)
    board = Dashboard(stack, "Board", name="all")
    assert [function.node.id for function in board.functions] == ["A", "B", "C"]
    text = body(synth)
    assert [text.count(f'"## dev-{name}"') for name in "ABC"] == [1, 1, 1]
    assert '"x" = 0, "y" = 14, "width" = 24, "height" = 1' in text


def test_functions_of_other_stacks_are_not_in_it(stack: TerraformStack) -> None:
    other = TerraformStack(Testing.app(), "other")
    ContainerFunction(stack, "A", image=IMAGE)
    with pytest.raises(InvalidArgument, match=r"functions must be 1 to 100, .* got 0"):
        Dashboard(other, "Board")


def test_aliases_have_rows_of_their_own(
    function: ContainerFunction, stack: TerraformStack, synth: Synth
) -> None:
    Dashboard(stack, "Board", functions=[function, function.add_alias("live")])
    text = body(synth)
    assert text.count('"## dev-Orders-live"') == 1
    assert text.count('"Resource"') == text.count('"FunctionName"') // 2


def test_timeouts_and_names_may_be_references(stack: TerraformStack, synth: Synth) -> None:
    ContainerFunction(
        stack,
        "A",
        image=ContainerImage.from_uri(URI.replace(REGION, "eu-central-1")),
        function_name=TerraformVariable(stack, "name", type="string").string_value,
        timeout=TerraformVariable(stack, "timeout", type="number").number_value,
        region="eu-central-1",
    )
    Dashboard(stack, "Board")
    text = body(synth)
    assert '"value" = (var.timeout * 1000)' in text
    assert '"region" = "eu-central-1"' in text


def test_a_function_without_known_timeout_has_no_line(stack: TerraformStack, synth: Synth) -> None:
    old = ContainerFunction.from_name(stack, "Old", "orders")
    Dashboard(stack, "Board", functions=[old])
    assert '"annotations"' not in body(synth)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "a b"}, "name must be 1 to 255 letters, digits, '-' and '_'"),
        ({"name": "a" * 256}, "name must be 1 to 255 letters"),
        ({"functions": []}, "functions must be 1 to 100, because .* 500 widgets, got 0"),
        ({"functions": ["a"]}, r"functions\[0\] must be an Invocable"),
        ({"functions": "a"}, "functions must be a list of Invocable"),
    ],
)
def test_bad_input_is_refused(
    stack: TerraformStack, arguments: dict[str, Any], message: str
) -> None:
    ContainerFunction(stack, "A", image=IMAGE)
    with pytest.raises(InvalidArgument, match=f"Dashboard 'dev/B': {message}"):
        Dashboard(stack, "B", **arguments)


def test_more_widgets_than_a_dashboard_has_are_refused(
    function: ContainerFunction, stack: TerraformStack
) -> None:
    with pytest.raises(InvalidArgument, match="at most 500 widgets, got 101"):
        Dashboard(stack, "B", functions=[function] * 101)
