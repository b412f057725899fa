"""Free text comes out of Terraform as it went in."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cdktf import TerraformLocal, TerraformOutput, TerraformStack
from hypothesis import given
from hypothesis import strategies as st

from lambda_container import raw
from lambda_container.terraform.escaping import literal
from tests.synth import Synth

TEXTS = [
    "plain",
    "${file('secret')}",
    "%{ if true }x%{ endif }",
    "$${kept}",
    "$$${x}",
    "%%{x}",
    "a$",
    "a$$",
    "100%",
    "%",
    "${",
    'quote " and \\ backslash',
    "line\nbreak",
    "ü€😀",
]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("${a}", "$${a}"),
        ("%{a}", "%%{a}"),
        ("$${a}", "$$${a}"),
        ("a $ b % c", "a $ b % c"),
        ("${TfToken[TOKEN.1]}", "${TfToken[TOKEN.1]}"),
        ("a${TfToken[TOKEN.1]}b${x}", 'a${TfToken[TOKEN.1]}b${"$"}{x}'),
        ("$${TfToken[TOKEN.1]}", '${"$"}${TfToken[TOKEN.1]}'),
        ("$$${TfToken[TOKEN.1]}", '${"$"}${"$"}${TfToken[TOKEN.1]}'),
    ],
)
def test_templates_are_escaped_and_references_are_kept(text: str, escaped: str) -> None:
    assert literal(text) == escaped


def test_raw_text_is_left_to_terraform() -> None:
    assert literal(raw("${var.level}")) == "${var.level}"


@given(st.text(alphabet="${}%a\n"))
def test_reading_the_text_as_terraform_does_gives_the_text_back(text: str) -> None:
    escaped = literal(text)
    assert re.fullmatch(r"(?:\$\$\{|%%\{|\$(?!\{)|%(?!\{)|[^$%])*", escaped)
    assert re.sub(r"\$\$\{|%%\{", lambda mark: mark.group()[1:], escaped) == text


def test_terraform_yields_the_text_that_was_written(
    stack: TerraformStack, synth: Synth, tmp_path: Path
) -> None:
    terraform = shutil.which("terraform")
    if terraform is None:
        pytest.skip("needs terraform on PATH")
    one = TerraformLocal(stack, "one", 1)
    for i, text in enumerate(TEXTS):
        TerraformOutput(stack, f"t{i}", value=literal(text))
        TerraformOutput(stack, f"u{i}", value=literal(f"{text}{one.as_string}"))
    written = {"output": synth.json["output"], "locals": synth.json["locals"]}
    (tmp_path / "main.tf.json").write_text(json.dumps(written))
    for command in (["init"], ["apply", "-auto-approve"]):
        subprocess.run([terraform, *command], cwd=tmp_path, check=True, capture_output=True)
    shown = subprocess.run(
        [terraform, "output", "-json"], cwd=tmp_path, check=True, capture_output=True
    )
    outputs = {name: output["value"] for name, output in json.loads(shown.stdout).items()}
    assert [outputs[f"t{i}"] for i in range(len(TEXTS))] == TEXTS
    assert [outputs[f"u{i}"] for i in range(len(TEXTS))] == [f"{text}1" for text in TEXTS]
