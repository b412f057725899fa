"""Values that are made in the same configuration, and so are unknown when Terraform plans."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.modules.mocked import AWS, Mocked, copy_without_docker
from tests.terraform import Terraform
from tools.module import MODULE

MADE: Mapping[str, Mapping[str, Any]] = {
    "aws_iam_role": {"name_prefix": "x", "assume_role_policy": "{}"},
    "aws_iam_policy": {"policy": "{}"},
    "aws_ecr_repository": {"name": "mine"},
    "aws_kms_key": {},
    "aws_sqs_queue": {},
    "aws_sns_topic": {},
    "aws_kinesis_stream": {"name": "mine", "shard_count": 1},
    "aws_dynamodb_table": {
        "name": "mine",
        "hash_key": "id",
        "attribute": [{"name": "id", "type": "S"}],
        "stream_enabled": True,
        "stream_view_type": "NEW_IMAGE",
    },
    "aws_cloudwatch_log_group": {},
    "aws_efs_file_system": {},
    "aws_efs_access_point": {"file_system_id": "fs-1"},
    "aws_subnet": {"vpc_id": "vpc-1"},
    "aws_security_group": {},
}


def made(type_: str, attribute: str = "arn") -> str:
    return f"${{{type_}.mine.{attribute}}}"


ROLE = {
    "kms_key_arn": made("aws_kms_key"),
    "role_permissions_boundary": made("aws_iam_policy"),
    "policy_arns": {"mine": made("aws_iam_policy")},
    "policy_jsons": {"mine": made("aws_iam_policy", "policy")},
    "policy_statements": [
        {"actions": ["sqs:SendMessage"], "resources": [made("aws_sqs_queue")]},
        {"actions": ["sns:Publish"], "resources": [made("aws_sns_topic")]},
    ],
    "vpc_config": {
        "subnet_ids": [made("aws_subnet", "id")],
        "security_group_ids": [made("aws_security_group", "id")],
    },
    "file_system_config": {
        "arn": made("aws_efs_access_point"),
        "file_system_arn": made("aws_efs_file_system"),
        "local_mount_path": "/mnt/data",
    },
    "environment": {"QUEUE": made("aws_sqs_queue", "url")},
    "sqs_event_sources": {
        "mine": {"arn": made("aws_sqs_queue"), "kms_key_arn": made("aws_kms_key")}
    },
    "kinesis_event_sources": {
        "mine": {"arn": made("aws_kinesis_stream"), "starting_position": "LATEST"}
    },
    "dynamodb_event_sources": {
        "mine": {"arn": made("aws_dynamodb_table", "stream_arn"), "starting_position": "LATEST"}
    },
    "asynchronous": {"on_failure": made("aws_sqs_queue"), "on_success": made("aws_sns_topic")},
    "permissions": {
        "mine": {"principal": "sns.amazonaws.com", "source_arn": made("aws_sns_topic")}
    },
    "alarms": {"topic_arn": made("aws_sns_topic")},
    "replacement_security_group_ids": [made("aws_security_group", "id")],
    "repository_pull_accounts": ["444455556666"],
    "publish": True,
    "aliases": {"live": {}},
    "url": {"public": True},
}
CALLS: Mapping[str, Mapping[str, Any]] = {
    "builds": {"source_path": "./module/source", **ROLE},
    "existing": {
        "image": {"tag": "stable"},
        "repository": {"arn": made("aws_ecr_repository")},
        "role": {"arn": made("aws_iam_role")},
        "log_group": {
            "name": made("aws_cloudwatch_log_group", "name"),
            "arn": made("aws_cloudwatch_log_group"),
        },
        "dead_letter_queue": False,
        "dead_letter_target": {"arn": made("aws_sns_topic")},
    },
    "digest": {
        "image": {"digest": "${module.builds.image.digest}"},
        "repository": {"arn": "${module.builds.repository.arn}"},
        "tags": {"Made": made("aws_sns_topic")},
        "description": made("aws_sns_topic", "name"),
    },
    "uri": {"image": {"uri": "${module.builds.image.uri}"}},
}


ACCOUNT_ARN = "arn:aws:{}:eu-west-1:111122223333:{}"


def secret(service: str, resource: str) -> str:
    """What a parameter of SSM, or another module, marks as sensitive."""
    return f'${{sensitive("{ACCOUNT_ARN.format(service, resource)}")}}'


SENSITIVE: Mapping[str, Mapping[str, Any]] = {
    "targets": {
        "image": {"uri": '${sensitive("111122223333.dkr.ecr.eu-west-1.amazonaws.com/a/b:1")}'},
        "dead_letter_target": {"arn": secret("sqs", "lost")},
        "asynchronous": {"on_failure": secret("sqs", "failed")},
        "alarms": {"topic_arn": secret("sns", "alarms")},
        "sqs_event_sources": {"it": {"arn": secret("sqs", "orders")}},
        "kms_key_arn": secret("kms", "key/1"),
        "environment": {"QUEUE": secret("sqs", "orders")},
    },
    "given": {
        "image": {"digest": f"sha256:{'0' * 64}"},
        "repository": {"arn": secret("ecr", "repository/orders")},
        "role": {"arn": '${sensitive("arn:aws:iam::111122223333:role/orders")}'},
        "log_group": {"name": "x", "arn": secret("logs", "log-group:x")},
    },
}


@pytest.mark.parametrize("name", SENSITIVE)
def test_sensitive_ones_plan(name: str, terraform: Terraform, tmp_path: Path) -> None:
    assert _told({name: SENSITIVE[name]}, terraform, tmp_path) == []


@pytest.mark.parametrize("name", CALLS)
def test_they_plan(name: str, terraform: Terraform, tmp_path: Path) -> None:
    assert _told({key: CALLS[key] for key in {"builds", name}}, terraform, tmp_path) == []


def _told(
    calls: Mapping[str, Mapping[str, Any]], terraform: Terraform, tmp_path: Path
) -> list[str]:
    """What Terraform tells of a plan, but that it cannot know yet whether a URI has a digest."""
    copy_without_docker(MODULE, tmp_path / "module")
    (tmp_path / "module" / "source").mkdir()
    (tmp_path / "module" / "source" / "Dockerfile").write_text("FROM scratch\n")
    root = {
        "provider": {"aws": {}},
        "terraform": {"required_providers": {"aws": AWS}},
        "resource": {type_: {"mine": arguments} for type_, arguments in MADE.items()},
        "module": {
            key: {"source": "./module", "function_name": key, **call} for key, call in calls.items()
        },
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(root))

    said = {f"{d['summary']}: {d.get('detail')}" for d in Mocked(tmp_path, terraform).plan()}

    unpinned = ("Check block assertion", "Check block assertion known")
    return [text for text in said if not text.startswith(unpinned)]
