from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_container.cli.main import main
from tests.lambda_container.cli.test_main import HEAVY
from tests.lambda_container.operations.why.conftest import Synthesize

Capture = pytest.CaptureFixture[str]


def test_people_are_told_what_changed(
    function: Path, synthesize: Synthesize, capsys: Capture
) -> None:
    synthesize(build_args={"A": "1"})
    (function / "app.py").write_text("other\n")
    (function / "new.py").write_text("")
    assert main(["why", "Hello"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Hello-Image of dev, prod, from functions/hello"
    assert lines[1].startswith("Changed since the last synth (tag ")
    assert lines[2:5] == [
        "  content  app.py (33 bytes -> 6 bytes)",
        "  added    new.py",
        "In the hash: 5 files, 4.9 KiB; Dockerfile; linux/amd64; build_args A; secret ids npmrc",
    ]
    assert "  test_app.py  (.dockerignore line 2: test_*)" in lines


def test_programs_are_told_the_same(
    function: Path, synthesize: Synthesize, capsys: Capture
) -> None:
    synthesize()
    (function / "new.py").write_text("")
    assert main(["why", "Hello", "--json"]) == 0
    (explained,) = json.loads(capsys.readouterr().out)
    assert explained["changes"] == [{"name": "new.py", "what": "added"}]
    assert explained["stacks"] == ["dev", "prod"]
    assert str(function.parent) not in json.dumps(explained)


def test_a_long_list_is_cut_where_people_read_it(
    function: Path, synthesize: Synthesize, capsys: Capture
) -> None:
    for number in range(30):
        (function / f"test_{number}.py").write_text("")
    synthesize()
    assert main(["why", "Hello"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("(.dockerignore line 2: test_*)") == 18
    assert printed.endswith("  and 13 more: --json lists them all\n")


def test_a_project_that_was_never_synthesized_is_an_error(project: Path, capsys: Capture) -> None:
    assert main(["why", "Hello"]) == 1
    assert "synthesize the app first" in capsys.readouterr().err


def test_it_needs_no_jsii(project: Path, synthesize: Synthesize) -> None:
    synthesize()
    code = (
        "import sys\n"
        "from lambda_container.cli.main import main\n"
        "main(['why', 'Hello', '--since', 'nope'])\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    printed = subprocess.check_output([sys.executable, "-c", code], cwd=project, text=True)
    assert HEAVY.isdisjoint(printed.splitlines()[-1].split())


def test_nothing_changed_says_what_else_may_be_planned_as_new(
    synthesize: Synthesize, capsys: Capture
) -> None:
    synthesize()
    assert main(["why", "Hello"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Nothing changed since the last synth")
    assert lines[2].startswith("If Terraform still plans a new image, it could not read the")


def test_the_files_of_a_revision_may_have_another_tag_than_the_last_synth(
    function: Path, synthesize: Synthesize, git: Callable[..., str], capsys: Capture
) -> None:
    committed = (function / "app.py").read_text()
    (function / "app.py").write_text("other\n")
    synthesize()
    (function / "app.py").write_text(committed)
    assert main(["why", "Hello", "--since", "HEAD"]) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert re.fullmatch(
        r"Nothing changed since [0-9a-f]+ \(tag [0-9a-f]+ at the last synth, now [0-9a-f]+\)", line
    )


def test_a_file_that_git_does_not_track_is_not_nothing(
    function: Path, synthesize: Synthesize, git: Callable[..., str], capsys: Capture
) -> None:
    (function / ".gitignore").write_text("*.bin\n.gitignore\n")
    synthesize()
    git("rm", "-q", "--cached", "functions/hello/data/big.bin")
    git("commit", "-qm", "forget")
    assert main(["why", "Hello", "--since", "HEAD"]) == 0
    printed = capsys.readouterr().out
    assert "\nNothing that Git tracks changed since " in printed
    assert "\n  unknown  data/big.bin (git does not track it)\n" in printed


def test_it_says_where_the_build_is_logged(
    project: Path, synthesize: Synthesize, capsys: Capture
) -> None:
    synthesize()
    stack = project / "cdktf.out" / "stacks" / "prod"
    image = json.loads((stack / "cdk.tf.json").read_text())["//"]["lambda_container"]["images"]
    log = image["Hello-Image"]["build_log"]
    (stack / log).write_text("#0 building")
    assert main(["why", "Hello"]) == 0
    assert capsys.readouterr().out.endswith(f"Build log: cdktf.out/stacks/prod/{log}\n")


def test_a_synth_keeps_the_newest_build_of_a_log(project: Path, synthesize: Synthesize) -> None:
    synthesize()
    stack = project / "cdktf.out" / "stacks" / "dev"
    image = json.loads((stack / "cdk.tf.json").read_text())["//"]["lambda_container"]["images"]
    log = stack / image["Hello-Image"]["build_log"]
    log.write_text('#0 building with "default"\n1\n#0 building with "default"\n2\n')
    synthesize()
    assert log.read_text() == '#0 building with "default"\n2\n'
