"""Whatever is passed: either our own error, or JSON that Terraform accepts."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_container import (
    Condition,
    ContainerFunction,
    ContainerImage,
    EncryptionKey,
    ExecutionRole,
    InvalidArgument,
    LifecycleRule,
    Principal,
    Repository,
    Statement,
)
from tests.aws import URI
from tests.terraform import Terraform, find_terraform

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
IMAGE = ContainerImage.from_uri(URI)
ANYTHING: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**63, 1.5, math.nan, math.inf, "", "a\0b", "\ud800", b"a", [], {}, [None]]
)
TEXT = st.sampled_from(["a", "${x}", "%{if x}", '"', "\\", "é", "a" * 300, "$", "$${a}", "#"])
TAGS = st.dictionaries(TEXT, TEXT, max_size=3)
STATEMENT = st.builds(
    Statement,
    actions=st.lists(st.sampled_from(["s3:GetObject", "sqs:SendMessage"]), min_size=1),
    resources=st.lists(
        st.sampled_from(["arn:aws:s3:::a/${aws:username}", "arn:aws:sqs:eu-west-1:1:a"]), min_size=1
    ),
    effect=st.sampled_from(["Allow", "Deny"]),
    conditions=st.lists(
        st.builds(Condition, st.just("StringLike"), st.just("aws:PrincipalTag/a"), st.lists(TEXT))
    ),
)
OF_KEY = st.builds(
    Statement,
    principals=st.just([Principal("AWS", ["arn:aws:iam::111122223333:root"])]),
    actions=st.just(["kms:Decrypt"]),
    resources=st.just(["*"]),
    sid=st.none() | st.just("A"),
)
NAMES = st.sampled_from(["hello", "team/hello", "Hello", "a b", "a" * 65])
KINDS: dict[Any, dict[str, st.SearchStrategy[Any]]] = {
    EncryptionKey: {
        "alias": st.sampled_from(["alias/a", "alias/aws/a", "a"]),
        "description": TEXT,
        "rotation_period_in_days": st.integers(80, 3000),
        "deletion_window_in_days": st.integers(0, 40),
        "multi_region": st.booleans(),
        "statements": st.lists(OF_KEY, max_size=2),
        "create_timeout": st.sampled_from(["5m", "soon"]),
        "tags": TAGS,
    },
    ExecutionRole: {
        "name": NAMES,
        "name_prefix": NAMES,
        "path": st.sampled_from(["/", "/a/", "a"]),
        "description": TEXT,
        "permissions_boundary": st.sampled_from(["arn:aws:iam::111122223333:policy/a", "a"]),
        "max_session_duration": st.integers(3000, 50_000),
        "force_detach_policies": st.booleans(),
        "statements": st.lists(STATEMENT, max_size=4),
        "tags": TAGS,
    },
    Repository: {
        "name": NAMES,
        "image_tag_mutability": st.sampled_from(["MUTABLE", "IMMUTABLE_WITH_EXCLUSION", "no"]),
        "image_tag_mutability_exclusion_filter": st.lists(st.sampled_from(["a*", "***"])),
        "scan_on_push": st.booleans(),
        "encryption_type": st.sampled_from(["KMS", "AES256", "kms"]),
        "kms_key": st.sampled_from([KEY, "a"]),
        "force_delete": st.booleans(),
        "lifecycle_rules": st.lists(
            st.builds(LifecycleRule, since_image_pushed=st.just(3), description=TEXT), max_size=3
        ),
        "pull_accounts": st.lists(st.sampled_from(["444455556666", "1"]), max_size=2),
        "delete_timeout": st.sampled_from(["5m", "soon"]),
        "tags": TAGS,
    },
    ContainerFunction: {
        "function_name": NAMES,
        "description": TEXT,
        "memory_size": st.integers(100, 11_000),
        "timeout": st.integers(0, 1000),
        "ephemeral_storage": st.integers(500, 11_000),
        "environment": st.dictionaries(st.sampled_from(["LEVEL", "A"]), TEXT, max_size=2),
        "architecture": st.sampled_from(["arm64", "amd64"]),
        "command": st.lists(TEXT, max_size=2),
        "entry_point": st.lists(TEXT, max_size=2),
        "working_directory": st.sampled_from(["/a", "a"]),
        "tracing": st.sampled_from(["Active", "PassThrough", "no"]),
        "log_retention_in_days": st.sampled_from([0, 2, 14]),
        "log_format": st.sampled_from(["JSON", "Text"]),
        "application_log_level": st.sampled_from(["DEBUG", "debug"]),
        "reserved_concurrent_executions": st.integers(-2, 10),
        "publish": st.booleans(),
        "tags": TAGS,
    },
}
REQUIRED: dict[Any, dict[str, Any]] = {
    Repository: {"name": "hello"},
    ContainerFunction: {"image": IMAGE},
}


@pytest.fixture(scope="module")
def terraform() -> Terraform:
    return find_terraform()


@pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_it_is_refused_by_us_or_accepted_by_terraform(
    kind: Any, stack: TerraformStack, terraform: Terraform, tmp_path: Path
) -> None:
    required = REQUIRED.get(kind, {})
    optional = {name: values | ANYTHING for name, values in KINDS[kind].items()}
    numbers = itertools.count()
    outcomes = {"accepted": 0, "refused": 0}

    @settings(
        max_examples=200, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(names=st.sets(st.sampled_from(sorted(optional)), max_size=3), data=st.data())
    def make(names: set[str], data: st.DataObject) -> None:
        arguments = {name: data.draw(optional[name], name) for name in sorted(names)}
        try:
            kind(stack, f"It{next(numbers)}", **{**required, **arguments})
        except InvalidArgument:
            outcomes["refused"] += 1
        else:
            outcomes["accepted"] += 1

    make()
    assert min(outcomes.values()) > 20
    content = json.loads(Testing.synth(stack))
    content["terraform"]["required_providers"]["aws"]["version"] = terraform.aws_version
    (tmp_path / "cdk.tf.json").write_text(json.dumps(content))
    terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=tmp_path)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=tmp_path)
