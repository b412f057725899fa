from pathlib import Path

import pytest

from lambda_container.image.build_log import keep_newest_build, log_name

FIRST = b'#0 building with "default" instance using docker driver\n\n#1 ERROR: one\n'
SECOND = FIRST.replace(b"one", b"two")


def test_a_log_is_named_after_what_is_built_and_its_key() -> None:
    assert log_name("api/Orders", "0b4a3280") == "api-Orders-0b4a3280.build.log"


def test_a_long_or_strange_subject_is_still_a_file_name(tmp_path: Path) -> None:
    name = log_name("é/ " * 400, "0b4a3280")

    (tmp_path / name).write_text("")

    assert name.endswith("-0b4a3280.build.log")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIRST, FIRST),
        (FIRST + SECOND, SECOND),
        (FIRST + FIRST + SECOND, SECOND),
        (b"", b""),
        (b"something else\n", b"something else\n"),
        (b"something else\n" + SECOND, SECOND),
    ],
)
def test_only_the_newest_build_stays(before: bytes, after: bytes, tmp_path: Path) -> None:
    log = tmp_path / "a.build.log"
    log.write_bytes(before)

    keep_newest_build(log)

    assert log.read_bytes() == after
    assert list(tmp_path.iterdir()) == [log]


def test_a_build_that_is_being_logged_goes_on_in_the_file(tmp_path: Path) -> None:
    log = tmp_path / "a.build.log"
    log.write_bytes(FIRST + SECOND)

    with log.open("ab") as build:
        keep_newest_build(log)
        build.write(b"#2 ERROR: the reason\n")

    assert log.read_bytes() == SECOND + b"#2 ERROR: the reason\n"


def test_a_log_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    keep_newest_build(tmp_path / "none" / "a.build.log")

    assert list(tmp_path.iterdir()) == []


def test_a_log_that_cannot_be_read_is_no_fault_of_the_synth(tmp_path: Path) -> None:
    (tmp_path / "a.build.log").mkdir()

    keep_newest_build(tmp_path / "a.build.log")
