"""References to whole lists and maps are taken wherever their elements are."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack, TerraformVariable, Token

from lambda_container import ContainerFunction, ContainerImage, InvalidArgument
from tests.aws import URI
from tests.synth import Synth

IMAGE = ContainerImage.from_uri(URI)


def test_lists_and_maps_may_be_references(stack: TerraformStack) -> None:
    texts = TerraformVariable(stack, "texts", type="list(string)")
    variable = TerraformVariable(stack, "mapping", type="map(string)")
    mapping = Token.as_string_map(variable.fqn)
    function = ContainerFunction(
        stack, "Function", image=IMAGE, command=texts.list_value, environment=mapping, tags=mapping
    )
    function.allow(texts.list_value, texts.list_value)

    synth = Synth(stack)
    made = synth.resource("aws_lambda_function")
    assert made["environment"]["variables"] == "${var.mapping}"
    assert made["tags"] == "${var.mapping}"
    assert made["image_config"]["command"] == "${var.texts}"
    granted = [s for s in synth.statements("Function_Role") if s["actions"] == "${var.texts}"]
    assert [s["resources"] for s in granted] == ["${var.texts}"]


@pytest.mark.parametrize(
    "typed",
    [
        "${TfToken[TOKEN.999999999]}",
        "${TfToken[mine.0]}",
        "a ${TfToken[TOKEN.999999999]} b",
        "TfToken[",
        "${TfToken[TOKEN.0",
        "#{TfToken[TOKEN.0]}",
        "&{TfToken[TOKEN.999999999]}",
    ],
)
def test_text_that_only_looks_like_a_reference_is_refused(
    stack: TerraformStack, typed: str
) -> None:
    with pytest.raises(InvalidArgument, match="description must hold no 'TfToken\\['"):
        ContainerFunction(stack, "Function", image=IMAGE, description=typed)


def test_a_reference_with_a_name_of_its_own_is_taken(stack: TerraformStack, synth: Synth) -> None:
    description = Token.as_string({"a": "b"}, display_hint="mine")
    ContainerFunction(stack, "Function", image=IMAGE, description=f"{description}!")
    with pytest.raises(InvalidArgument, match="description must hold no"):
        ContainerFunction(stack, "Other", image=IMAGE, description=f"{description}TfToken[")


def test_references_that_were_seen_need_no_question_to_node(
    stack: TerraformStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = TerraformVariable(stack, "v", type="string").string_value
    monkeypatch.setattr("cdktf.Tokenization.reverse_string", None)
    ContainerFunction(stack, "Function", image=IMAGE, description=reference)
