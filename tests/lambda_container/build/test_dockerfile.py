"""Files that are no Dockerfile."""

from __future__ import annotations

import pytest

from lambda_container.build.dockerfile import Dockerfile
from lambda_container.errors import InvalidArgument


@pytest.mark.parametrize("text", ["FROM", "FROM --platform=linux/amd64", "FROM a\nFROM", "NOPE a"])
def test_what_is_no_dockerfile_is_one_error(text: str) -> None:
    with pytest.raises(
        InvalidArgument, match="image must have a valid Dockerfile, got 'Dockerfile"
    ):
        Dockerfile.parse(text, name="Dockerfile", subject="ContainerImage 'a'")
