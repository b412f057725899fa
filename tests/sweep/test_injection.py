"""Free text stays text, wherever it is passed: refused, or literal in the JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambda_container.testing.expressions import evaluated, strings, template
from tests.sweep.calls import CALLS
from tests.sweep.hostile import INJECTIONS, MARK, injections
from tests.sweep.outcome import Outcome, outcomes
from tests.terraform import Terraform, find_terraform

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")

EVALUATED = {"raw": "it lets Terraform evaluate, which is what it is for"}
"""Calls whose text may be evaluated, and why."""

SILENT = {
    "ContainerImage.build(extra_hash=)": "it goes into the content hash only",
    "ContainerImage.build(lock=)": "it is read at synthesis, and recorded in the manifest",
}
"""Parameters whose text is not in the JSON, and why."""


@pytest.fixture(scope="module")
def literals() -> dict[str, str]:
    """Every string of the JSON that holds a text of the sweep, and that text."""
    return {}


@pytest.mark.xdist_group("injections")
@pytest.mark.parametrize("call", sorted(CALLS.keys() - EVALUATED.keys()))
def test_no_text_is_evaluated(call: str, context: Path, literals: dict[str, str]) -> None:
    for outcome in outcomes(call, injections, context):
        if outcome.json is not None:
            check_literal(outcome, literals)


def check_literal(outcome: Outcome, literals: dict[str, str]) -> None:
    """Check that a text arrived as it is."""
    text = outcome.value.text
    assert text is not None
    found = [string for string in strings(outcome.json) if MARK in string or "TfToken" in string]
    for string in found:
        code = evaluated(string)
        assert "file(" not in code, f"{outcome}: {string}"
        assert "TfToken" not in string, f"{outcome}: {string}"
    read = [string for string in found if holds(template(string).text, text)]
    in_expression = any(holds(json.dumps(string), text) for string in found)
    assert read or in_expression or outcome.parameter in SILENT, str(outcome)
    literals.update({string: text for string in read if not template(string).expressions})


def holds(string: str, text: str) -> bool:
    """Whether a string holds a text, as it is or within JSON."""
    return text in string or json.dumps(text)[1:-1] in string


@pytest.mark.xdist_group("injections")
def test_the_real_terraform_reads_each_text_as_it_is(
    literals: dict[str, str], tmp_path: Path
) -> None:
    terraform: Terraform = find_terraform()
    assert literals
    document = {
        "locals": {"texts": list(literals)},
        "output": {"texts": {"value": "${local.texts}"}},
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(document))
    terraform.run("init", cwd=tmp_path)
    terraform.run("validate", cwd=tmp_path)
    terraform.run("apply", "-auto-approve", cwd=tmp_path)
    texts = json.loads(terraform.run("output", "-json", "texts", cwd=tmp_path))
    for read, text in zip(texts, literals.values(), strict=True):
        assert holds(read, text)


def test_each_injection_is_evaluated_where_nothing_protects_from_it() -> None:
    assert [bool("file(" in evaluated(text)) for text in INJECTIONS.values()] == [
        True,
        True,
        False,
        False,
    ]
