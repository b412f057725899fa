"""References to whole lists and maps are taken wherever their elements are."""

from __future__ import annotations

from cdktf import TerraformStack, TerraformVariable, Token

from lambda_container import ContainerFunction, ContainerImage
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
