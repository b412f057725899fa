"""The module's files, from the constructs' JSON."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

from cdktf import App

from lambda_container import LambdaContainerWarning
from lambda_container.manifest.stack_json import read_stack, stack_file
from lambda_container.terraform.provider_versions import TESTED
from tools.module import options
from tools.module.expressions import Counted, Json, name, repeat, resolve, resources, vary
from tools.module.locals import module_locals
from tools.module.moved import moved
from tools.module.outputs import outputs
from tools.module.preconditions import preconditions
from tools.module.stack import LambdaContainerModule
from tools.module.statements import vary_statements
from tools.module.variables import variables

# The ends of each range are versions that the tests run or that the constructs target.
_TERRAFORM = ">= 1.9"  # validations that refer to several variables
_PROVIDERS = {
    "aws": {"source": "hashicorp/aws", "version": ">= 5.100, < 7.0"},
    "docker": {"source": "kreuzwerker/docker", "version": TESTED["docker"]},
}


def files() -> dict[str, str]:
    """The content of each ``.tf.json``, by file name; the same for each call."""
    module = _module()
    parts: dict[str, Json] = {
        "main.tf.json": module,
        "outputs.tf.json": {"output": module.pop("output")},
        "variables.tf.json": {"variable": {k: v.json() for k, v in variables().items()}},
        "versions.tf.json": {
            "terraform": {"required_version": _TERRAFORM, "required_providers": _PROVIDERS}
        },
    }
    return {
        file: json.dumps(part, indent=2, ensure_ascii=False) + "\n" for file, part in parts.items()
    }


def _module() -> Json:
    module = name(_synthesized(), options.NAMES)
    module = {**module, "output": outputs()}
    for (address, attribute), (old, new) in options.ATTRIBUTES.items():
        _replace(dict(resources(module))[address], attribute, old, new)
    counted = Counted(options.COUNTS, options.FALLBACKS)
    counted.apply(module)
    for block in module["output"].values():
        block["value"] = counted.scalar(block["value"])
    repeat(module, options.FOR_EACH)
    for address, body in resources(module):
        for block, when in options.BLOCKS.get(address, {}).items():
            vary(body, block, when)
        if address.startswith("data.aws_iam_policy_document."):
            vary_statements(body)
        resolved = resolve(body)
        body.clear()
        body.update(resolved)
    bodies = dict(resources(module))
    bodies["aws_ecr_lifecycle_policy.repository"]["policy"] = "${var.repository.lifecycle_policy}"
    for address, blocks in preconditions().items():
        lifecycle = bodies[address].setdefault("lifecycle", {})
        lifecycle["precondition"] = [
            {key: counted.scalar(text) for key, text in block.items()} for block in blocks
        ]
    module["locals"] = module_locals()
    return {**module, **moved()}


def _synthesized() -> Json:
    with TemporaryDirectory() as outdir, warnings.catch_warnings():
        # The warning about a single subnet, which stands for any number here.
        warnings.simplefilter("ignore", LambdaContainerWarning)
        app = App(outdir=outdir, skip_validation=True)  # the caller brings the providers
        LambdaContainerModule(app, "module")
        app.synth()
        return read_stack(stack_file(Path(outdir), "module"))


def _replace(body: Json, attribute: str, old: str, new: str) -> None:
    if old not in body[attribute]:
        raise KeyError(f"{attribute}: no {old}")
    body[attribute] = body[attribute].replace(old, new)
