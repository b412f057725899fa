"""The account, the registry and the image that tests name; none of them exists."""

from __future__ import annotations

ACCOUNT = "111122223333"
REGION = "eu-west-1"
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
URI = f"{REGISTRY}/hello@sha256:{'0' * 64}"
"""What a function runs where the test does not care."""
