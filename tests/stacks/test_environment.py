"""Environments are read from TOML, and a wrong one says what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stacks.environment import EnvironmentFileError, read_environments

GOOD = """
account = "111122223333"
region = "eu-west-1"
[functions.hello]
memory_size = 256
"""
STATE = '[state]\nbucket = "b"\nregion = "eu-west-1"\nkms_key_id = "k"\n'
KEYS = (
    "account, region, functions, log_retention_in_days, force_delete, tags, state, login, build, "
    "repositories, sync, kms_key, providers"
)
FUNCTION_KEYS = "memory_size, timeout, architecture, reserved_concurrent_executions, environment"


def test_the_files_name_is_the_environments(tmp_path: Path) -> None:
    for name in ("prod", "dev"):
        (tmp_path / f"{name}.toml").write_text(GOOD)
    assert [environment.name for environment in read_environments(tmp_path)] == ["dev", "prod"]


def test_what_a_file_leaves_out_has_a_default(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").write_text(GOOD)
    (dev,) = read_environments(tmp_path)
    assert (dev.log_retention_in_days, dev.force_delete, dev.tags, dev.state) == (
        365,
        False,
        {},
        None,
    )
    assert dev.functions["hello"].memory_size == 256
    assert dev.functions["hello"].timeout == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"regoin = 'x'\n{GOOD}", f"object contains unknown field `regoin`; allowed: {KEYS}"),
        (GOOD.replace("account", "#account"), f"object missing required field .account.*{KEYS}"),
        (
            GOOD.replace('"111122223333"', "111122223333"),
            "key 'account': expected `str`, got `int`",
        ),
        (
            GOOD.replace("memory_size", "memory"),
            f"key 'functions.hello': object contains unknown field `memory`.*{FUNCTION_KEYS}",
        ),
        (
            GOOD.replace("256", '"256"'),
            "key 'functions.hello.memory_size': expected `int`, got `str`",
        ),
        (
            f'{GOOD}architecture = "amd64"\n',
            "key 'functions.hello.architecture': invalid enum value 'amd64'; allowed: x86_64, arm",
        ),
        (
            f"login = 'password'\n{GOOD}",
            "key 'login': invalid enum value 'password'; allowed: ephemeral-token, ecr-login",
        ),
        (
            f"build = 'docker'\n{GOOD}",
            "key 'build': invalid enum value 'docker'; allowed: terraform, published",
        ),
        (
            GOOD + STATE.replace("kms_key_id", "kms_key"),
            "key 'state'.*allowed: bucket, region, kms_key_id, key_prefix",
        ),
        (
            f"{GOOD}[providers]\ngoogle = '7'\n",
            "key 'providers': .* unknown field `google`; allowed: aws, docker",
        ),
        (f"{GOOD}[providers]\naws = 6\n", "key 'providers.aws': expected `str.*got `int`"),
        (f"providers = '6.25'\n{GOOD}", "key 'providers': expected `object`, got `str`"),
        (f"file = 'x'\n{GOOD}", "key 'file' is not allowed"),
        ("account = ", "is not valid TOML: "),
        ("\udcff", "is not valid TOML: "),
    ],
)
def test_a_wrong_file_names_file_key_and_what_is_allowed(
    tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "dev.toml"
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(EnvironmentFileError, match=f"^{re.escape(str(file))}: .*{message}"):
        read_environments(tmp_path)


@pytest.mark.parametrize("name", ["Dev", "dev_1", "1dev", "a" * 17])
def test_the_name_of_an_environment_is_short_and_plain(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.toml").write_text(GOOD)
    with pytest.raises(EnvironmentFileError, match="must be 1 to 16 lowercase letters"):
        read_environments(tmp_path)


def test_a_folder_without_environments_says_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFileError, match=r"must contain an environment, such as dev"):
        read_environments(tmp_path)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").mkdir()
    with pytest.raises(EnvironmentFileError, match=r"dev\.toml: cannot be read: Is a directory"):
        read_environments(tmp_path)
