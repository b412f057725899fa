"""The real Terraform rejects every variable's invalid values, with the library's message.

Each case is a module call in one configuration, in its own file: Terraform starts only twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.terraform import Terraform
from tests.tools.module.mocked import ACCOUNT, AWS, HOST, Mocked, arn, copy_without_docker
from tools.module.__main__ import MODULE
from tools.module.variables import REFUSED_VARIABLES, variables

GOOD: dict[str, Any] = {"function_name": "orders", "source_path": "./module/source"}
QUEUE = arn("sqs", "orders")
STREAM = arn("kinesis", "stream/orders")
TABLE = arn("dynamodb", "table/orders/stream/2026")
IN_VPC = {
    "subnet_ids": ["subnet-0123456789abcdef0"],
    "security_group_ids": ["sg-0123456789abcdef0"],
}


def queue(**settings: object) -> dict[str, Any]:
    return {"sqs_event_sources": {"orders": {"arn": QUEUE, **settings}}}


def stream(**settings: object) -> dict[str, Any]:
    source = {"arn": STREAM, "starting_position": "LATEST", **settings}
    return {"kinesis_event_sources": {"orders": source}}


def table(**settings: object) -> dict[str, Any]:
    source = {"arn": TABLE, "starting_position": "LATEST", **settings}
    return {"dynamodb_event_sources": {"orders": source}}


def allow(**settings: object) -> dict[str, Any]:
    statement = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::b/*"], **settings}
    return {"policy_statements": [statement]}


def image(**source: object) -> dict[str, Any]:
    return {"source_path": None, **source}


ARN = "be an ARN such as 'arn:aws:{}:...:{}...'"
CONTROL = "hold no control characters"
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"function_name": "a b"}, "function_name must be 1 to 64 letters, digits, '-' and '_', got"),
    ({"function_name": "a" * 65}, "function_name must be 1 to 64 letters"),
    ({"function_name": "a\n"}, "function_name must be 1 to 64 letters"),
    ({"description": "a" * 257}, "description must have 0 to 256 characters, got"),
    ({"description": "a\u0007"}, f"description must {CONTROL}"),
    ({"tags": {f"k{i}": "v" for i in range(51)}}, "tags must have at most 50 tags, got 51"),
    ({"tags": {"AWS:a": "v"}}, "tags key must not begin with 'aws:', which AWS keeps"),
    ({"tags": {"k" * 129: "v"}}, "tags key must have 1 to 128 characters"),
    ({"tags": {"k": "v" * 257}}, "tags must have 0 to 256 characters"),
    ({"image_tag": "a"}, "source_path must be given, or image_uri, image_digest or image_tag"),
    ({"source_path": None}, "source_path must be given, or image_uri, image_digest or image_tag"),
    (image(image_uri="docker.io/library/python:3.13"), "image_uri must be an image in a private"),
    (image(image_uri=f"{HOST}/orders"), "with tag or digest"),
    (image(image_digest="sha256:abc"), "image_digest must be 'sha256:' and 64 lowercase"),
    (image(image_tag="-a"), "image_tag must be 1 to 128 letters, digits, '_', '.' and '-'"),
    ({"architecture": "amd64"}, "architecture must be one of x86_64, arm64, got \"amd64\""),
    ({"dockerfile": "Other"}, "dockerfile must be a file of source_path, got \"Other\""),
    ({"build_log_file": "a\nb"}, f"build_log_file must {CONTROL}"),
    ({"target": "a b"}, "target must be the name of a stage"),
    ({"build_args": {"1": "a"}}, "build_args key must be the name of an ARG"),
    ({"build_args": {"A": "a\u0000"}}, f"build_args must {CONTROL}"),
    ({"build_args": {"PIP_TOKEN": "a"}}, "build_args must hold no secret, which would stay"),
    ({"build_args": {"INDEX": "https://u:p@x"}}, "build_args must hold no secret"),
    ({"exclude": ["../a"]}, "exclude must be patterns relative to source_path"),
    ({"content_hash": "abc"}, "content_hash must be 64 lowercase hexadecimal digits"),
    ({"memory_size": 127}, "memory_size must be 128 to 10240 MB, got 127"),
    ({"memory_size": 10241}, "memory_size must be 128 to 10240 MB, got 10241"),
    ({"memory_size": 200.5}, "memory_size must be a whole number, 128 to 10240 MB, got 200.5"),
    ({"timeout": 0}, "timeout must be 1 to 900 seconds, got 0"),
    ({"timeout": 901}, "timeout must be 1 to 900 seconds, got 901"),
    ({"ephemeral_storage": 511}, "ephemeral_storage must be 512 to 10240 MB, got 511"),
    ({"environment": {"AWS_REGION": "x"}}, "environment key must not be one that Lambda reserves"),
    ({"environment": {"A": "x"}}, "environment key must begin with a letter, hold letters"),
    ({"environment": {"AB": "x\u0000"}}, f"environment must {CONTROL}"),
    ({"environment": {"AB": "é" * 2048}}, "environment must have at most 4096 bytes in all"),
    ({"command": ["a" * 1001]}, "command must have 1 to 1000 characters"),
    ({"command": ["a"] * 1501}, "command must have at most 1500 texts"),
    ({"entry_point": [""]}, "entry_point must have 1 to 1000 characters"),
    ({"working_directory": "var"}, "working_directory must be an absolute path, got \"var\""),
    ({"tracing": "On"}, "tracing must be one of Active, PassThrough"),
    ({"log_retention_in_days": 2}, "log_retention_in_days must be one of 0, 1, 3, 5, 7, 14"),
    ({"log_format": "XML"}, "log_format must be one of JSON, Text"),
    ({"application_log_level": "LOUD"}, "application_log_level must be one of TRACE, DEBUG, INFO"),
    ({"log_format": "Text", "system_log_level": "INFO"},
     "system_log_level must be given with log_format 'JSON' only"),
    ({"reserved_concurrent_executions": -2}, "reserved_concurrent_executions must be -1 to 21474"),
    ({"alias": {"name": "12"}, "publish": True}, "alias.name must be 1 to 128 letters, digits"),
    ({"alias": {"name": "live"}}, "alias must be given with publish = true only"),
    ({"alias": {"name": "live", "description": "a" * 257}, "publish": True},
     "alias.description must have 0 to 256 characters"),
    ({"kms_key_arn": "alias/orders"}, f"kms_key_arn must {ARN.format('kms', 'key/')}"),
    ({"role_arn": arn("iam", "user/x")}, f"role_arn must {ARN.format('iam', 'role/')}"),
    ({"permissions_boundary": "x"}, f"permissions_boundary must {ARN.format('iam', 'policy/')}"),
    (allow(actions=["read"]), "policy_statements.actions must be an IAM action such as"),
    (allow(actions=[]), "policy_statements.actions must not be empty"),
    (allow(actions=["s3:*"]), "policy_statements.actions must name one action, unless"),
    (allow(resources=["*"]), "policy_statements.resources must name what is meant, unless allow_"),
    (allow(effect="Maybe"), "policy_statements.effect must be one of Allow, Deny"),
    (allow(sid="a-b"), "policy_statements.sid must be 1 to 128 ASCII letters and digits"),
    ({**allow(), "role_arn": f"arn:aws:iam::{ACCOUNT}:role/x"},
     "policy_statements must be given without role_arn only"),
    ({"vpc_config": {**IN_VPC, "subnet_ids": []}}, "vpc_config.subnet_ids must have 1 to 16 ids"),
    ({"vpc_config": {**IN_VPC, "subnet_ids": ["x"]}}, "vpc_config.subnet_ids must be a subnet's"),
    ({"vpc_config": {**IN_VPC, "security_group_ids": ["sg-1"]}},
     "vpc_config.security_group_ids must be a security group's id"),
    ({"url": {"invoke_mode": "FAST"}}, "url.invoke_mode must be one of BUFFERED, RESPONSE_STREAM"),
    ({"url": {"cors": {"allow_methods": ["FETCH"]}}}, "url.cors.allow_methods must be one of GET"),
    ({"url": {"cors": {"allow_origins": ["a"] * 101}}}, "url.cors.allow_origins must have at most"),
    ({"url": {"cors": {"allow_headers": [""]}}}, "url.cors.allow_headers must have 1 to 1024 char"),
    ({"url": {"cors": {"expose_headers": ["a\n"]}}}, f"url.cors.expose_headers must {CONTROL}"),
    ({"url": {"cors": {"allow_origins": ["*"], "allow_credentials": True}}},
     "url.cors.allow_origins must name each site with allow_credentials = true"),
    ({"url": {"cors": {"max_age": 86401}}}, "url.cors.max_age must be 0 to 86400 seconds"),
    (queue(arn=arn("sns", "x")), f"sqs_event_sources.arn must {ARN.format('sqs', '')}"),
    (queue(maximum_concurrency=1), "sqs_event_sources.maximum_concurrency must be 2 to 1000"),
    (queue(batch_size=0), "sqs_event_sources.batch_size must be 1 to 10000"),
    (queue(batch_size=11), "sqs_event_sources.maximum_batching_window_in_seconds must be 1 or"),
    (queue(batch_size=1, maximum_batching_window_in_seconds=5),
     "sqs_event_sources.batch_size must be 2 or more with maximum_batching_window_in_seconds"),
    (queue(arn=f"{QUEUE}.fifo", batch_size=11), "batch_size must be 1 to 10 for a FIFO queue"),
    (queue(arn=f"{QUEUE}.fifo", maximum_batching_window_in_seconds=1),
     "must be 0, because a FIFO queue has no batching window"),
    (queue(maximum_batching_window_in_seconds=301), "_window_in_seconds must be 0 to 300 seconds"),
    (queue(kms_key_arn="x"), f"sqs_event_sources.kms_key_arn must {ARN.format('kms', 'key/')}"),
    (queue(filters=["{"]), "sqs_event_sources.filters must be patterns, as JSON"),
    (stream(arn=QUEUE), f"kinesis_event_sources.arn must {ARN.format('kinesis', 'stream/')}"),
    (stream(starting_position="NOW"), "starting_position must be one of TRIM_HORIZON, LATEST"),
    (stream(parallelization_factor=11), "parallelization_factor must be 1 to 10"),
    (stream(maximum_retry_attempts=-2), "maximum_retry_attempts must be -1 to 10000"),
    (stream(maximum_record_age_in_seconds=59),
     "maximum_record_age_in_seconds must be 60 to 604800 seconds, or -1 for any age"),
    (table(arn=arn("dynamodb", "table/orders")), "dynamodb_event_sources.arn must be the ARN of a"),
    (table(batch_size=10001), "dynamodb_event_sources.batch_size must be 1 to 10000"),
    ({"repository": {"arn": "x"}}, f"repository.arn must {ARN.format('ecr', 'repository/')}"),
    ({"repository": {"name": "Orders"}}, "repository.name must be 2 to 256 lowercase letters"),
    ({"repository": {"image_tag_mutability": "NEVER"}}, "image_tag_mutability must be one of"),
    ({"repository": {"encryption_type": "NONE"}}, "encryption_type must be one of KMS, AES256"),
    ({"repository": {"encryption_type": "AES256"}, "kms_key_arn": arn("kms", "key/1")},
     "kms_key_arn must be given with encryption_type 'KMS' only"),
    ({"repository": {"pull_accounts": ["1"]}}, "pull_accounts must be an AWS account id of 12 dig"),
    ({"repository": {"lifecycle_policy": "{}"}}, "lifecycle_policy must be a lifecycle policy, as"),
    *(({name: "x"}, f"{name} is not possible here: it belongs to functions that are zip archives")
      for name in REFUSED_VARIABLES),
    # Checks that need more than a variable.
    (image(image_uri=f"{HOST.replace('eu-west-1', 'us-east-1')}/orders:1"),
     "image_uri must be an image of the function's Region, eu-west-1, got"),
    ({"repository": {"arn": f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/orders"}},
     "repository.arn must be a repository of the function's Region, eu-west-1, got"),
]  # fmt: skip
PRECONDITIONS = 2  # the last ones; Terraform does not report which call failed them


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory, terraform: Terraform) -> Mapping[str, list[str]]:
    """Terraform's messages for each call, by the call's name."""
    folder = tmp_path_factory.mktemp("wrong")
    copy_without_docker(MODULE, folder / "module")
    source = folder / "module" / "source"
    source.mkdir()
    (source / "Dockerfile").write_text("FROM scratch\n")
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


@pytest.mark.xdist_group("module")
@pytest.mark.parametrize(
    "number", range(len(WRONG)), ids=lambda i: f"{i}-{next(reversed(WRONG[i][0]))}"
)
def test_terraform_refuses_a_wrong_value_with_our_message(
    number: int, said: Mapping[str, list[str]]
) -> None:
    _, message = WRONG[number]
    texts = said.get(f"call{number}", said["precondition"])
    assert any(message in text for text in texts), texts


@pytest.mark.xdist_group("module")
def test_nothing_else_is_wrong(said: Mapping[str, list[str]]) -> None:
    assert said.keys() == {"precondition", *(f"call{i}" for i in range(len(WRONG) - PRECONDITIONS))}
    assert len(said["precondition"]) == PRECONDITIONS


def test_every_variable_that_has_a_rule_is_among_them() -> None:
    tried = {name for wrong, _ in WRONG for name in wrong}
    assert {name for name, variable in variables().items() if variable.rules} <= tried
