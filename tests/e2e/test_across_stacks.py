"""The real Terraform accepts what one stack gives another."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.lambda_container.test_across_stacks import PAIRS, documents, two_stacks
from tests.terraform import Terraform, find_terraform

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sequence[str]]:
    """What Terraform says of the stacks of each pair, all of which are modules of one program.

    For each by itself, it would read the provider's schemas fifty times.
    """
    terraform, folder = find_terraform(), tmp_path_factory.mktemp("stacks")
    modules: dict[str, str] = {}
    for pair in PAIRS:
        for document in _documents(pair, terraform, tmp_path_factory.mktemp("pair")):
            name = f"m{len(modules)}"
            modules[name] = pair
            (folder / name).mkdir()
            (folder / name / "cdk.tf.json").write_text(json.dumps(document))
    calls = {name: {"source": f"./{name}"} for name in modules}
    (folder / "main.tf.json").write_text(json.dumps({"module": calls}))
    terraform.run("init", "-backend=false", f"-plugin-dir={terraform.plugins}", cwd=folder)
    told = json.loads(terraform.run("validate", "-json", cwd=folder, may_fail=True))
    found: dict[str, list[str]] = defaultdict(list)
    for each in told["diagnostics"]:
        if each["severity"] == "error":
            where = each.get("range", {}).get("filename", "").partition("/")[0]
            found[modules.get(where, "")].append(f"{each['summary']}: {each.get('detail')}")
    assert not found.pop("", []), told
    assert told["valid"] is not bool(found)
    return found


def _documents(pair: str, terraform: Terraform, folder: Path) -> list[dict[str, object]]:
    give, take = PAIRS[pair]
    context = folder / "code"
    context.mkdir()
    (context / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\n")
    app, a, b = two_stacks(folder)
    take(b, give(a), context)
    found = []
    for document in documents(app).values():
        if "docker_registry_image" in document["resource"]:
            continue  # of a provider that may not be at hand
        document["terraform"]["required_providers"]["aws"]["version"] = terraform.aws_version
        del document["terraform"]["backend"]  # a module has none
        found.append(document)
    return found


@pytest.mark.parametrize("pair", PAIRS)
def test_terraform_accepts_both_stacks(pair: str, problems: Mapping[str, Sequence[str]]) -> None:
    assert problems.get(pair, []) == []
