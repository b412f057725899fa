from __future__ import annotations

import pytest

from tests import facts


def found(source: str, file: str = "constructs/lambda_container/x.py") -> list[tuple[int, str]]:
    return list(facts.copies(file, source))


@pytest.mark.parametrize(
    "source",
    [
        "def f(*, memory_size: int = 128): ...",
        "def f(timeout=3): ...",
        "class A:\n    ephemeral_storage: int = 512",
        "_LOG_RETENTION_IN_DAYS = 365",
        "{'timeout': Variable(type='number', default=3)}",
        "seconds = (60, 1_209_600)",
        "def f(architecture: str = 'x86_64'): ...",
        "PLATFORM = 'linux/arm64'",
        "path / 'cdk.tf.json'",
        "prefix = content_hash[:12]",
        "_TAG_LENGTH = 32",
        "digest[:32]",
        "@click.option('--timeout', default=3)\ndef f(): ...",
        "x.get('memory_size', 128)",
        "LambdaFunction(timeout=3)",
        "self.timeout = 3",
        "class A:\n    timeout: int = field(default=3)",
        "{'memory_size': 128}",
        "DEFAULT_TIMEOUT = 3",
        "f(image_tag_mutability='IMMUTABLE')",
        "'out/stacks/cdk.tf.json'",
        "('docker', 'podman')",
    ],
)
def test_a_second_copy_is_found(source: str) -> None:
    assert found(source)


@pytest.mark.parametrize(
    "source",
    [
        "def f(*, memory_size: int = defaults.MEMORY_SIZE): ...",
        "def f(*, memory_size: int = 256): ...",
        "name_limit = 128",
        "first = words[:12]",
        "'Such as ``linux/arm64``.'",
        "('docker', 'build')",
        "scan_on_push = 1",
    ],
)
def test_a_name_or_another_value_is_not(source: str) -> None:
    assert found(source) == []


def test_each_fact_may_stand_in_its_own_file() -> None:
    assert found("A = 'cdktf.json'", "constructs/lambda_container/manifest/cdktf_json.py") == []
    assert found("KEY_DIGITS = 8", "constructs/lambda_container/build/image_tag.py") == []


def test_the_project_has_none() -> None:
    assert facts.all_copies() == []
