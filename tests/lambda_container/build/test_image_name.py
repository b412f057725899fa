"""Names of images are read as Docker's clients read them."""

from __future__ import annotations

import pytest

from lambda_container.build.image_name import ImageName

DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("python", ImageName("docker.io", "library/python", "latest")),
        ("python:3.13-slim", ImageName("docker.io", "library/python", "3.13-slim")),
        ("docker.io/acme/tool", ImageName("docker.io", "acme/tool", "latest")),
        ("acme/tool:1", ImageName("docker.io", "acme/tool", "1")),
        ("GHCR.io/acme/tool:1", ImageName("ghcr.io", "acme/tool", "1")),
        ("localhost/tool", ImageName("localhost", "tool", "latest")),
        ("mirror:5000/a/b:c", ImageName("mirror:5000", "a/b", "c")),
        ("public.ecr.aws/lambda/python:3.13", ImageName("public.ecr.aws", "lambda/python", "3.13")),
        (f"python:3@{DIGEST}", ImageName("docker.io", "library/python", "3", DIGEST)),
        (f"a.b/c@{DIGEST}", ImageName("a.b", "c", "latest", DIGEST)),
    ],
)
def test_a_name_is_a_registry_a_repository_and_a_tag(text: str, name: ImageName) -> None:
    assert ImageName.parse(text) == name


@pytest.mark.parametrize(
    "text",
    ["", "Python", "acme/Tool", "python:", "python@sha256:1", "py thon", "${BASE}", "/a", "a//b"],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert ImageName.parse(text) is None
