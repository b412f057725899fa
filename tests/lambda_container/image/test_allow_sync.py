"""The mark of a stack whose functions may be changed without Terraform."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cdktf import App, LocalBackend, TerraformStack

from lambda_container import InvalidArgument, allow_sync
from lambda_container.manifest.stack_reader import read_manifests


def synth(folder: Path, *marked: str) -> Path:
    app = App(outdir=str(folder))
    for name in ("dev", "prod"):
        stack = TerraformStack(app, name)
        LocalBackend(stack, path="x.tfstate")
        if name in marked:
            allow_sync(stack)
    app.synth()
    return folder


def test_a_stack_that_is_marked_says_so(tmp_path: Path) -> None:
    manifests = read_manifests(synth(tmp_path, "dev"))
    assert {each.name: each.sync for each in manifests} == {"dev": True, "prod": False}


def test_others_are_as_they_were(tmp_path: Path) -> None:
    whole = json.loads((synth(tmp_path) / "stacks" / "dev" / "cdk.tf.json").read_text())
    assert "lambda_container" not in whole["//"]


def test_it_is_of_a_stack() -> None:
    with pytest.raises(InvalidArgument, match="allow_sync: stack must be a TerraformStack"):
        allow_sync("dev")  # type: ignore[arg-type]
