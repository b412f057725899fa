"""The sample events of the docs are such as their sources send."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

DOCS = Path(__file__).parents[3] / "docs"


def samples(page: str = "events-polls.md") -> list[dict[str, Any]]:
    tokens = MarkdownIt().parse((DOCS / page).read_text(encoding="utf-8"))
    return [json.loads(t.content) for t in tokens if t.type == "fence" and t.info == "json"]


def source_of(event: dict[str, Any]) -> str:
    source: str = event.get("eventSource") or event["Records"][0]["eventSource"]
    return source


def encoded(event: object) -> Iterator[str]:
    """Texts that say Base64: ``data`` and ``value``, and Kafka's ``key``."""
    if isinstance(event, list):
        for item in event:
            yield from encoded(item)
    elif isinstance(event, dict):
        for name, value in event.items():
            if name in ("data", "value", "key") and isinstance(value, str):
                yield value
            yield from encoded(value)


def test_every_source_has_one() -> None:
    assert sorted(source_of(event) for event in samples()) == [
        "aws:docdb",
        "aws:dynamodb",
        "aws:kafka",
        "aws:kinesis",
        "aws:rmq",
    ]


@pytest.mark.parametrize("event", samples(), ids=source_of)
def test_what_is_base64_decodes(event: dict[str, Any]) -> None:
    texts = [base64.b64decode(text, validate=True).decode() for text in encoded(event)]
    assert all(text == "order-1" or json.loads(text) for text in texts)
    assert bool(texts) is (source_of(event) in ("aws:kafka", "aws:kinesis", "aws:rmq"))


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("events-answers.md", ["requestContext", "statusCode", "triggerSource"]),
        ("events-apis.md", ["rawPath", "resource"]),
        ("events-pushes.md", ["device"]),
        ("events-rotation.md", ["ClientRequestToken"]),
    ],
)
def test_sources_that_push_have_samples_too(page: str, fields: list[str]) -> None:
    for event, field in zip(samples(page), fields, strict=True):
        assert field in event


@pytest.mark.parametrize(
    ("heading", "command"),
    [
        ("## SNS topics", "`sns notification`"),
        ("## S3 buckets", "`s3 put`"),
        ("## EventBridge rules", "`sam local generate-event cloudwatch`"),
        ("## Log groups", "`cloudwatch logs`"),
    ],
)
def test_or_say_what_generates_one(heading: str, command: str) -> None:
    page = (DOCS / "events-pushes.md").read_text(encoding="utf-8")
    assert command in page.partition(heading)[2].partition("\n## ")[0]
