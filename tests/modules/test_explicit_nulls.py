"""A key whose value is null is as good as none: callers pass on their own variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.modules.mocked import Mocked, arn
from tests.terraform import Terraform

GIVEN: dict[str, Any] = {
    "publish": True,
    "aliases": {"live": {}},
    "qualifier": "live",
    "url": {"cors": {}},
    "asynchronous": {},
    "vpc_config": {
        "subnet_ids": ["subnet-0123456789abcdef0"],
        "security_group_ids": ["sg-0123456789abcdef0"],
    },
    "policy_statements": [{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::b/*"]}],
    "role_trust": [{"type": "Service", "identifiers": ["scheduler.amazonaws.com"]}],
    "permissions": {"x": {"principal": "111122223333"}},
    "sqs_event_sources": {"x": {"arn": arn("sqs", "x")}},
    "kinesis_event_sources": {
        "x": {"arn": arn("kinesis", "stream/x"), "starting_position": "LATEST"}
    },
    "provisioned_concurrency": {"provisioned_concurrent_executions": 1},
    "alarms": {},
}
_STREAM = {
    *("batch_size", "maximum_batching_window_in_seconds", "parallelization_factor", "filters"),
    *("maximum_retry_attempts", "maximum_record_age_in_seconds", "bisect_batch_on_function_error"),
    *("enabled", "kms_key_arn"),
}
KEYS: dict[str, set[str]] = {
    "aliases.live": {"description", "function_version", "additional_version_weights"},
    "url": {"public", "invoke_mode"},
    "url.cors": {
        *("allow_origins", "allow_methods", "allow_headers", "expose_headers"),
        *("allow_credentials", "max_age"),
    },
    "asynchronous": {"maximum_event_age_in_seconds", "maximum_retry_attempts"},
    "vpc_config": {"ipv6_allowed_for_dual_stack"},
    "policy_statements.0": {"sid", "effect", "conditions", "allow_wildcards"},
    "role_trust.0": {"conditions"},
    "permissions.x": {
        *("action", "source_arn", "source_account", "principal_org_id", "event_source_token")
    },
    "sqs_event_sources.x": {
        *("batch_size", "maximum_batching_window_in_seconds", "maximum_concurrency", "filters"),
        *("enabled", "kms_key_arn"),
    },
    "kinesis_event_sources.x": _STREAM,
    "provisioned_concurrency": {"skip_destroy"},
    "alarms": {"topic_arn", "notify_ok", "thresholds"},
}


def with_nulls() -> dict[str, Any]:
    given: dict[str, Any] = _copied(GIVEN)
    for path, keys in KEYS.items():
        place: Any = given
        for step in path.split("."):
            place = place[int(step) if isinstance(place, list) else step]
        place.update(dict.fromkeys(keys))
    return given


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def test_nulls_are_the_defaults(module: Path, terraform: Terraform) -> None:
    mocked = Mocked(module, terraform)
    both = [
        mocked.apply(function_name="orders", source_path="./source", **given)
        for given in (GIVEN, with_nulls())
    ]
    ours, nulls = ({r["address"]: r["values"] for r in s["root_module"]["resources"]} for s in both)
    assert ours.keys() == nulls.keys()
    for address, values in ours.items():
        different = {k for k, v in values.items() if _plain(v) != _plain(nulls[address][k])}
        assert different <= {"id", "tags_all"}, address


def _plain(value: Any) -> Any:
    """A value without what the mock makes up each time, and with null for what is empty."""
    if isinstance(value, str) and len(value) == 8 and value.isalnum():
        return None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] or None if isinstance(value, list) else value
