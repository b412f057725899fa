import re
from pathlib import Path

import pytest

from lambda_container.build.context import BuildContext
from lambda_container.build.dockerignore import IgnoreRules
from lambda_container.errors import InvalidArgument
from tests.lambda_container.build.ignore_cases import CASES, Case


def test_the_record_covers_what_docker_documents_and_more() -> None:
    assert len(CASES) >= 60
    assert len({case.about for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_what_is_left_out_is_what_docker_leaves_out(case: Case, tmp_path: Path) -> None:
    root = case.make(tmp_path / "context")

    context = BuildContext.read(root, subject="ContainerImage 'x'")

    assert tuple(path for path in context.ignored if path != ".dockerignore") == case.left_out
    assert {entry.path for entry in context.entries} == _all_but(case.left_out, root)


def _all_but(left_out: tuple[str, ...], root: Path) -> set[str]:
    whole_folders = tuple(path for path in left_out if path.endswith("/"))
    everything = {path.relative_to(root).as_posix() for path in root.rglob("*")}
    return {
        path
        for path in everything - {*left_out, ".dockerignore"}
        if not f"{path}/".startswith(whole_folders)
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("!", "illegal exclusion pattern"),
        ("!  ", "illegal exclusion pattern"),
        ("!/", "illegal exclusion pattern"),
        ("[a", "syntax error in pattern"),
        ("[]", "syntax error in pattern"),
        ("[]a]", "syntax error in pattern"),
        ("[^]", "syntax error in pattern"),
        ("[-a]", "syntax error in pattern"),
        ("[a-]", "syntax error in pattern"),
        ("a\\", "syntax error in pattern"),
        ("blank\\ ", "syntax error in pattern"),
        ("[z-a]", "bad character range z-a"),
        ("!..", "an exception cannot lead out of the context"),
        ("!../../*", "an exception cannot lead out of the context"),
        ("!docs/../../x", "an exception cannot lead out of the context"),
        ("README.md\rapp.py", "a control character cannot be sent"),
        ("a\x07", "a control character cannot be sent"),
        ("a\tb", "a control character cannot be sent"),
        ("\\d*", "'\\d' escapes nothing"),
        ("\\é", "'\\é' escapes nothing"),
        ("[\\w]", "'\\w' escapes nothing"),
        ("[*]", "a wildcard inside [...] needs a backslash"),
        ("[?]", "a wildcard inside [...] needs a backslash"),
        ("[[:alpha:]]", "a wildcard inside [...] needs a backslash"),
        ("[a&&b]", "a wildcard inside [...] needs a backslash"),
        ("^*", "'^' beside a wildcard needs a backslash"),
        ("a^\\b", "'\\b' escapes nothing"),
        ("a^\\.", "'^' beside a wildcard needs a backslash"),
    ],
)
def test_a_line_that_docker_refuses_or_misreads_is_refused_by_its_number(
    line: str, reason: str
) -> None:
    text = f"# comment\n\n{line}\n"

    with pytest.raises(InvalidArgument) as refused:
        IgnoreRules(text, subject="ContainerImage 'x'", name="api.dockerignore")

    assert str(refused.value).startswith(
        "ContainerImage 'x': api.dockerignore line 3 must be a pattern that Docker accepts "
    )
    assert f"({reason}" in str(refused.value)


@pytest.mark.parametrize("line", ["[\\*]", "[a^]", "a^b", "\\^*", "[!-~]", "{a,b}"])
def test_what_only_looks_like_those_is_accepted(line: str) -> None:
    assert not IgnoreRules(line).ignores("zz/zz")


def test_a_caret_beside_a_wildcard_can_be_escaped() -> None:
    assert IgnoreRules("\\^*").ignores("^a")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ".dockerignore"
    path.write_bytes(b"na\xefve.txt\n")

    with pytest.raises(InvalidArgument, match=re.escape("'x': .dockerignore must be valid UTF-8")):
        IgnoreRules.read(path, subject="ContainerImage 'x'")


def test_a_file_that_has_vanished_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match=r"\.dockerignore must be a readable file"):
        IgnoreRules.read(tmp_path / ".dockerignore", subject="ContainerImage 'x'")
