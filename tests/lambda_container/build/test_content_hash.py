import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambda_container.errors import InvalidArgument
from tests.lambda_container.build.contexts import SUBJECT, hash_of, varied
from tests.lambda_container.build.ignore_cases import make_tree

CONSTRUCTS = Path(__file__).resolve().parents[3] / "constructs"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return varied(tmp_path)


class TestKnownAnswer:
    """A change of these rebuilds every image of every user: raise the schema version with it."""

    def test_of_a_context(self, root: Path) -> None:
        def text(value: str) -> bytes:
            return len(value.encode()).to_bytes(8, "big") + value.encode()

        def number(value: int) -> bytes:
            return value.to_bytes(8, "big")

        fields = [
            text("lambda_container image 1") + text("linux/arm64"),
            number(1) + text("final"),
            number(4) + text("A") + text("1") + text("B") + text(""),
            number(2) + text("npm") + text("pip"),
            number(2) + text("team") + text("a"),
            number(1) + text("again"),
            text("Dockerfile"),
            number(9),
            text("Dockerfile") + text("file -") + text("Dockerfile"),
            text("app.py") + text("file -") + text("app.py"),
            text("data") + text("directory -") + text(""),
            text("data/naïve.txt") + text("file -") + text("data/naïve.txt"),
            text("empty") + text("directory -") + text(""),
            text("link") + text("link -") + text("app.py"),
            text("loop") + text("link -") + text("loop"),
            text("run.sh") + text("file x") + text("run.sh*"),
            text("shared") + text("link -") + text("../shared.py"),
        ]

        assert (
            hash_of(
                root,
                platform="linux/arm64",
                target="final",
                build_args={"B": "", "A": "1"},
                secret_ids=["pip", "npm", "pip"],
                labels={"team": "a"},
                extra_hash="again",
            )
            == hashlib.sha256(b"".join(fields)).hexdigest()
        )

    def test_in_every_locale_umask_time_zone_and_home(self, root: Path) -> None:
        program = (
            "import os, sys; os.umask(0o077)\n"
            "from lambda_container.build.build_inputs import BuildInputs\n"
            "from lambda_container.build.content_hash import content_hash\n"
            "from lambda_container.build.context import BuildContext\n"
            "context = BuildContext.read(sys.argv[1], subject='x')\n"
            "print(content_hash(context, BuildInputs(platform='linux/amd64')))"
        )
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TZ": "Asia/Kathmandu"}
        environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        environment |= {"PYTHONPATH": str(CONSTRUCTS), "PYTHONHASHSEED": "7"}

        printed = subprocess.run(
            [sys.executable, "-c", program, str(root)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

        assert printed.strip() == hash_of(root)


def _append_a_byte(root: Path) -> None:
    with (root / "app.py").open("ab") as file:
        file.write(b"\n")


def _flip_a_bit(root: Path) -> None:
    (root / "app.py").write_text("app.px")


def _link_elsewhere(root: Path) -> None:
    (root / "link").unlink()
    (root / "link").symlink_to("run.sh")


def _file_for_link(root: Path) -> None:
    (root / "link").unlink()
    (root / "link").write_text("app.py")


def _file_for_directory(root: Path) -> None:
    (root / "empty").rmdir()
    (root / "empty").write_bytes(b"")


def _synthesize(root: Path) -> None:
    make_tree(root, ("out/stacks/dev/cdk.tf.json",))
    manifest = '{"stacks": {"dev": {"synthesizedStackPath": "stacks/dev/cdk.tf.json"}}}'
    (root / "out/manifest.json").write_text(manifest)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a byte more": _append_a_byte,
    "another bit": _flip_a_bit,
    "closed to others": lambda root: (root / "app.py").chmod(0o600),
    "closed directory": lambda root: (root / "data").chmod(0o700),
    "not executable by others": lambda root: (root / "run.sh").chmod(0o754),
    "set-user-id": lambda root: (root / "run.sh").chmod(0o4755),
    "set-group-id": lambda root: (root / "run.sh").chmod(0o2755),
    "executable": lambda root: (root / "app.py").chmod(0o755),
    "no longer executable": lambda root: (root / "run.sh").chmod(0o644),
    "renamed": lambda root: (root / "app.py").rename(root / "app2.py"),
    "moved": lambda root: (root / "app.py").rename(root / "data/app.py"),
    "removed": lambda root: (root / "app.py").unlink(),
    "a file more": lambda root: (root / "new.py").write_bytes(b""),
    "an empty directory more": lambda root: (root / "new").mkdir(),
    "a link that leads elsewhere": _link_elsewhere,
    "a file for a link": _file_for_link,
    "a file for a directory": _file_for_directory,
    "a Dockerfile that differs": lambda root: (root / "Dockerfile").write_text("FROM x\n"),
    "what looks like a synth": lambda root: make_tree(root, ("data/manifest.json",)),
    "a file that is now ignored": lambda root: (root / ".dockerignore").write_text("app.py\n"),
}

NO_CHANGES: dict[str, Callable[[Path], object]] = {
    "touched": lambda root: os.utime(root / "app.py", (1, 1)),
    "open to the group": lambda root: (root / "app.py").chmod(0o664),
    "writable by all": lambda root: (root / "run.sh").chmod(0o777),
    "a shared directory": lambda root: (root / "data").chmod(0o2775),
    "state of Terraform": lambda root: make_tree(root, (".terraform/a", ".terraform.lock.hcl")),
    "an interrupted synth": lambda root: make_tree(root, (".cdktf.out.1x/stacks/dev/cdk.tf.json",)),
    "the lock file": lambda root: make_tree(root, ("lambda-container.lock.json",)),
    "a synth of another name": _synthesize,
    "ignored file": lambda root: (root / "notes.md").write_text("new"),
    "comment in the ignore file": lambda root: (root / ".dockerignore").write_text("# x\n*.md\n"),
    "version control": lambda root: make_tree(root, (".git/HEAD",)),
    "synthesized output": lambda root: make_tree(root, ("cdktf.out/stacks/x",)),
    "the folder's name": lambda root: root.rename(root.parent / "renamed"),
    "other bytes behind a link": lambda root: (root.parent / "shared.py").write_text("new"),
}


def test_a_folder_that_looks_like_a_synth_counts(root: Path) -> None:
    make_tree(root, ("data/code.py",))
    (root / "data/manifest.json").write_text('{"a": {"synthesizedStackPath": "code.py"}}')
    before = hash_of(root)
    (root / "data/code.py").write_text("changed")
    assert hash_of(root) != before


@pytest.mark.parametrize("state", [".terraform/terraform.tfstate", "cdktf.out/a/x.tfstate~"])
def test_state_that_is_sent_although_it_never_counts_is_refused(state: str, root: Path) -> None:
    make_tree(root, (state,))
    with pytest.raises(InvalidArgument, match="must contain no Terraform state"):
        hash_of(root)
    (root / ".dockerignore").write_text("**/*.tfstate*\n")
    hash_of(root)


@pytest.mark.parametrize("change", CHANGES)
def test_changes_with_what_the_image_holds(change: str, root: Path) -> None:
    before = hash_of(root)
    CHANGES[change](root)

    assert hash_of(root) != before


@pytest.mark.parametrize("change", NO_CHANGES)
def test_does_not_change_with_what_the_image_does_not_hold(change: str, root: Path) -> None:
    before = hash_of(root)
    NO_CHANGES[change](root)

    assert hash_of(root if root.exists() else root.parent / "renamed") == before


def test_an_ignored_dockerfile_still_counts(root: Path) -> None:
    (root / ".dockerignore").write_text("Dockerfile\n")
    before = hash_of(root)
    (root / "Dockerfile").write_text("FROM x\n")

    assert hash_of(root) != before


def test_a_dockerfile_outside_counts_by_its_bytes_not_its_place(root: Path) -> None:
    make_tree(root.parent, ("a/Dockerfile", "b/api.Dockerfile"))
    (root.parent / "a/Dockerfile").write_text("FROM x\n")
    (root.parent / "b/api.Dockerfile").write_text("FROM x\n")
    hashes = {hash_of(root, "../a/Dockerfile"), hash_of(root, "../b/api.Dockerfile")}
    (root.parent / "b/api.Dockerfile").write_text("FROM y\n")

    assert len(hashes) == 1
    assert hash_of(root, "../b/api.Dockerfile") not in hashes


@pytest.mark.parametrize(
    "arguments",
    [
        {"platform": "linux/arm64"},
        {"target": "final"},
        {"target": ""},
        {"build_args": {"A": "1"}},
        {"build_args": {"A": ""}},
        {"build_args": {"A": "1", "B": "2"}},
        {"secret_ids": ["npm"]},
        {"secret_ids": ["npm", "pip"]},
        {"labels": {"A": "1"}},
        {"extra_hash": "1"},
        {"extra_hash": ""},
    ],
)
def test_changes_with_how_the_image_is_built(arguments: dict[str, Any], root: Path) -> None:
    assert hash_of(root, **arguments) != hash_of(root)


def test_the_order_of_arguments_does_not_matter(root: Path) -> None:
    one = hash_of(root, build_args={"A": "1", "B": "2"}, secret_ids=["a", "b"])
    other = hash_of(root, build_args={"B": "2", "A": "1"}, secret_ids=iter(["b", "a", "b"]))

    assert one == other


def test_is_64_lowercase_hexadecimal_digits(root: Path) -> None:
    value = hash_of(root)

    assert len(value) == 64
    assert set(value) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"platform": None}, "platform must be a string, got None"),
        ({"target": 1}, "target must be a string, got a int (not shown)"),
        ({"target": "\ud800"}, "target must be valid UTF-8, got a str of 1 characters (not shown)"),
        ({"build_args": ["A=1"]}, "build_args must be a mapping, got a list (not shown)"),
        ({"build_args": {"A": 1}}, "build_args['A'] must be a string, got a int (not shown)"),
        ({"labels": {"A": None}}, "labels['A'] must be a string, got None"),
        ({"build_args": {1: "A"}}, "a key of build_args must be a string, got a int (not shown)"),
        ({"secret_ids": [1]}, "secrets must be a string, got a int (not shown)"),
        ({"labels": {"A": True}}, "labels['A'] must be a string, got True"),
        ({"extra_hash": b"x"}, "extra_hash must be a string, got a bytes (not shown)"),
    ],
)
def test_arguments_of_the_wrong_type_are_refused(
    arguments: dict[str, Any], message: str, root: Path
) -> None:
    with pytest.raises(InvalidArgument) as refused:
        hash_of(root, **arguments)

    assert str(refused.value) == f"{SUBJECT}: {message}"
