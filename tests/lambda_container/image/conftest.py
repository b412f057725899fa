"""What the tests of images share."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack

from lambda_container import Repository


@pytest.fixture
def repository(stack: TerraformStack) -> Repository:
    return Repository(stack, "Repository", name="hello")
