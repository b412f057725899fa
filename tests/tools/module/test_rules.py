"""The library's patterns mean the same to Python and Terraform: both reject the same values."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from lambda_container.checks.aws_names import FUNCTION_NAME, IMAGE_TAG, IMAGE_URI, REPOSITORY_NAME
from lambda_container.checks.values import ARN
from lambda_container.events.dynamodb import STREAM
from lambda_container.function.alias import NAME
from lambda_container.function.environment import KEY
from lambda_container.function.vpc_config import SUBNET
from lambda_container.iam.statement import ACTION, WILDCARD_RESOURCE
from lambda_container.image.built_image import TARGET
from tests.terraform import Terraform
from tests.tools.module.mocked import DIGEST, HOST, arn
from tools.module.rules import matches

PATTERNS = {
    "action": ACTION,
    "alias": NAME,
    "arn": ARN,
    "function": FUNCTION_NAME,
    "image": IMAGE_URI,
    "key": KEY,
    "repository": REPOSITORY_NAME,
    "stream": STREAM,
    "subnet": SUBNET,
    "tag": IMAGE_TAG,
    "target": TARGET,
    "wildcard": WILDCARD_RESOURCE,
}
SAMPLES = {
    "action": ["s3:GetObject", "*", "s3:*", "s3", "S3:Get", "iam:a?c"],
    "alias": ["live", "12", "1a", "a.b", "a" * 128, "7" * 128, "-_"],
    "arn": [
        arn("sqs", "orders"),
        arn("ecr", "repository/a/b"),
        "arn:aws:s3:::bucket/*",
        "arn:aws-cn:iam::aws:policy/Read",
        "arn:aws:iam::1:role/a",
        "arn:aws:sqs:eu-west-1:111122223333:a b",
    ],
    "function": ["orders", "Take_Order-2", "a" * 64, "a" * 65, "a.b"],
    "image": [
        f"{HOST}/orders@{DIGEST}",
        f"{HOST}/a/b:1.0",
        f"{HOST}/a",
        "public.ecr.aws/lambda/python:3.13",
        f"{HOST.replace('ecr', 'ecr-fips')}/a:1",
        f"{HOST}.cn/a:1",
    ],
    "key": ["AB", "A", "A_1", "_A", "1A", "é1"],
    "repository": ["orders", "a", "a/b", "a//b", "a__b", "a.b-c/d", "b" * 256, "b" * 257, "Ab"],
    "stream": [arn("dynamodb", "table/a/stream/1"), arn("dynamodb", "table/a")],
    "subnet": ["subnet-0123456789abcdef0", "subnet-01234567", "subnet-0123456", "subnet-0123456g"],
    "tag": ["latest", ".a", "-a", "a" * 128, "a" * 129, "v1.0_rc-1"],
    "target": ["test", "0a", ".a", "a" * 128, "a" * 129],
    "wildcard": ["*", "arn:aws:s3:::*", "arn:*:s3:::*", "arn:aws:s3:::b/*", "arn:aws:sqs:*:*:*"],
}


def test_terraform_and_python_agree_on_every_pattern(terraform: Terraform, tmp_path: Path) -> None:
    texts = {name: _texts(name) for name in PATTERNS}
    outputs = {
        name: {"value": f"${{[for item in local.texts.{name} : {matches(pattern)}]}}"}
        for name, pattern in PATTERNS.items()
    }
    escaped = json.loads(json.dumps(texts).replace("${", "$${").replace("%{", "%%{"))
    (tmp_path / "main.tf.json").write_text(
        json.dumps({"locals": {"texts": escaped}, "output": outputs})
    )
    for command in (["init"], ["apply", "-auto-approve"]):
        subprocess.run(
            [terraform.executable, *command],
            cwd=tmp_path,
            env={**os.environ, "CHECKPOINT_DISABLE": "1"},
            capture_output=True,
            check=True,
        )
    state = json.loads((tmp_path / "terraform.tfstate").read_text())

    for name, pattern in PATTERNS.items():
        said = dict(zip(texts[name], state["outputs"][name]["value"], strict=True))
        assert said == {text: pattern.fullmatch(text) is not None for text in texts[name]}, name
        assert set(said.values()) == {True, False}, name


def test_a_pattern_that_looks_around_in_its_middle_is_refused() -> None:
    with pytest.raises(ValueError, match="has a lookaround that is not at its beginning"):
        matches(re.compile("a(?!b)c"))


def _texts(name: str) -> list[str]:
    """Strings that match, and strings that almost match."""
    texts = [text for sample in SAMPLES[name] for text in (sample, *_almost(sample))]
    return sorted(set(texts))


def _almost(text: str) -> tuple[str, ...]:
    return (f"{text}\n", f" {text}", f"-{text}", text * 30, text[:-1], text[1:], text.upper(), "")
