"""The real Terraform rejects every variable's invalid values, with the library's message.

Each case is a module call in one configuration, in its own file: Terraform starts only twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from tests.modules.bad_input import GOOD, PRECONDITIONS, WRONG
from tests.modules.mocked import AWS, Mocked, copy_without_docker
from tests.terraform import Terraform
from tools.module import MODULE, blocks

pytestmark = pytest.mark.xdist_group("module")  # Terraform runs once for all


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, terraform: Terraform) -> Mapping[str, list[str]]:
    """Terraform's messages for each call, by the call's name."""
    folder = tmp_path_factory.mktemp("wrong")
    copy_without_docker(MODULE, folder / "module")
    source = folder / "module" / "source"
    source.mkdir()
    (source / "Dockerfile").write_text("FROM scratch\n")
    (folder / "linked").mkdir()
    (folder / "linked" / "Dockerfile").symlink_to("nowhere")
    (folder / "for-arm").mkdir()
    (folder / "for-arm" / "Dockerfile").write_text("FROM --platform=linux/arm64 scratch\n")
    (folder / "stateful").mkdir()
    for name in ("Dockerfile", "terraform.tfstate"):
        (folder / "stateful" / name).write_text("")
    root = {"provider": {"aws": {}}, "terraform": {"required_providers": {"aws": AWS}}}
    (folder / "root.tf.json").write_text(json.dumps(root))
    files = {}
    for i, (wrong, _) in enumerate(WRONG):
        call = {"source": "./module", **GOOD, **wrong}
        files[f"call{i}"] = folder / f"call{i}.tf.json"
        files[f"call{i}"].write_text(json.dumps({"module": {f"call{i}": call}}))
    # Terraform stops after a phase with errors: first each variable by itself, then the rest.
    found: dict[str, list[str]] = {}
    for _ in range(2):
        for diagnostic in Mocked(folder, terraform).plan():
            text = f"{diagnostic['summary']} {diagnostic.get('detail', '')}"
            file = diagnostic.get("range", {}).get("filename", "")
            address = diagnostic.get("address", "")
            named = re.search(r"call\d+", f"{address} {file}")
            found.setdefault(named.group() if named else "precondition", []).append(text)
        for name in found.keys() & files.keys():
            files.pop(name).unlink()
    return found


@pytest.mark.parametrize(
    "number", range(len(WRONG)), ids=lambda i: f"{i}-{next(reversed(WRONG[i][0]))}"
)
def test_terraform_refuses_a_wrong_value_with_our_message(
    number: int, said: Mapping[str, list[str]]
) -> None:
    _, message = WRONG[number]
    texts = said.get(f"call{number}", said["precondition"])
    assert any(message in text for text in texts), texts


def test_nothing_else_is_wrong(said: Mapping[str, list[str]]) -> None:
    expected = {"precondition", *(f"call{i}" for i in range(len(WRONG) - PRECONDITIONS))}
    assert said.keys() ^ expected == set()
    pinned, *others = sorted(said["precondition"])
    assert "image.uri has no digest" in pinned  # a warning
    assert len(others) == PRECONDITIONS, others


def test_every_variable_that_has_a_rule_is_among_them() -> None:
    tried = {name for wrong, _ in WRONG for name in wrong}
    ruled = {b.labels[0] for b in blocks() if b.kind == "variable" and "validation {" in b.body}
    assert ruled <= tried


def test_every_rule_is_broken_by_one_of_them(said: Mapping[str, list[str]]) -> None:
    texts = "".join(text for texts in said.values() for text in texts)
    beginnings = {
        match.partition("${")[0].strip()
        for block in blocks()
        if block.labels[:1] != ("aws_iam_role_policy",)  # test_module.py
        for match in re.findall(r'error_message = "((?:[^"\\]|\\.)*)', block.body)
    }
    # test_published.py
    beginnings -= {
        "image.lock must be JSON, and",
        "image.lock must be a file that lambda-container publish wrote, got",
        "image.published must be published first: the lock file has no image",
        "repository.arn must be of",
    }
    assert [each for each in sorted(beginnings) if each.replace('\\"', '"') not in texts] == []
