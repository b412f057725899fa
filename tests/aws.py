"""The account, registry and image of the tests; none of them exists."""

from __future__ import annotations

ACCOUNT = "111122223333"
REGION = "eu-west-1"
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
URI = f"{REGISTRY}/hello@sha256:{'0' * 64}"
"""A function's image in tests that do not depend on it."""
