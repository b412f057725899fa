import hashlib
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext
from lambda_container.errors import InvalidArgument
from tests.lambda_container.build.ignore_cases import make_tree

SUBJECT = "ContainerImage 'functions/hello'"
CONSTRUCTS = Path(__file__).resolve().parents[3] / "constructs"


def read(root: Path, dockerfile: str | None = None) -> BuildContext:
    return BuildContext.read(root, dockerfile=dockerfile, subject=SUBJECT)


def inputs(*, secret_ids: Iterable[str] = (), **arguments: Any) -> BuildInputs:
    secrets = tuple(SecretSource(id=id_, env="X") for id_ in secret_ids)
    return BuildInputs(**{"platform": "linux/amd64", "secrets": secrets, **arguments})


def hash_of(root: Path, dockerfile: str | None = None, **arguments: Any) -> str:
    return content_hash(read(root, dockerfile), inputs(**arguments))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    make_tree(folder, ("Dockerfile", "app.py", "data/naïve.txt", "empty/", "run.sh*"))
    make_tree(folder, ("link -> app.py", "loop -> loop", "shared -> ../shared.py"))
    make_tree(tmp_path, ("shared.py",))
    (folder / ".dockerignore").write_text("*.md\n")
    return folder


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


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
_MAPPINGS = st.dictionaries(_TEXTS, _TEXTS, max_size=3)
_ARGUMENTS = st.fixed_dictionaries(
    {
        "platform": st.sampled_from(["linux/amd64", "linux/arm64"]),
        "target": st.none() | _TEXTS,
        "build_args": _MAPPINGS,
        "secret_ids": st.frozensets(_TEXTS, max_size=3),
        "labels": _MAPPINGS,
        "extra_hash": st.none() | _TEXTS,
    }
)


@given(one=_ARGUMENTS, other=_ARGUMENTS)
def test_different_arguments_never_collide(one: dict[str, Any], other: dict[str, Any]) -> None:
    context = BuildContext(
        root=Path("/x"),
        dockerfile=Path(__file__),
        entries=(),
        ignored=(),
        ignore_file=None,
        subject=SUBJECT,
    )

    assert (content_hash(context, inputs(**one)) == content_hash(context, inputs(**other))) == (
        one == other
    )


_NAMES = st.text(st.sampled_from("ab. é-"), min_size=1, max_size=3).filter(lambda n: n.strip("."))
_LEAVES = st.tuples(st.binary(max_size=3), st.booleans()) | st.text("ab", min_size=1, max_size=2)
_FOLDERS = st.recursive(
    st.dictionaries(_NAMES, _LEAVES, max_size=3),
    lambda folders: st.dictionaries(_NAMES, folders | _LEAVES, max_size=3),
    max_leaves=6,
)


def _write(folder: Path, tree: dict[str, Any], names: Callable[[list[str]], list[str]]) -> None:
    folder.mkdir()
    for name in names(list(tree)):
        leaf = tree[name]
        if isinstance(leaf, dict):
            _write(folder / name, leaf, names)
        elif isinstance(leaf, str):
            (folder / name).symlink_to(leaf)
        else:
            content, executable = leaf
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o755 if executable else 0o644)


def _hash_of_tree(tree: dict[str, Any], names: Callable[[list[str]], list[str]] = sorted) -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "".join(random.choices("xyz", k=8))
        _write(root, tree, names)
        (Path(folder) / "Dockerfile").write_text("FROM scratch\n")
        return hash_of(root, "../Dockerfile")


@given(one=_FOLDERS, other=_FOLDERS)
def test_different_contexts_never_collide(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (_hash_of_tree(one) == _hash_of_tree(other)) == (one == other)


@given(tree=_FOLDERS, seed=st.randoms(use_true_random=False))
def test_the_order_of_a_directory_does_not_matter(
    tree: dict[str, Any], seed: random.Random
) -> None:
    def shuffled(names: list[str]) -> list[str]:
        return seed.sample(names, len(names))

    expected = _hash_of_tree(tree)
    scan = os.scandir

    @contextmanager
    def shuffled_scan(path: bytes) -> Iterator[Iterator[os.DirEntry[bytes]]]:
        with scan(path) as items:
            found = list(items)
        yield iter(seed.sample(found, len(found)))

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "context"
        _write(root, tree, shuffled)
        (Path(folder) / "Dockerfile").write_text("FROM scratch\n")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "scandir", shuffled_scan)
            context = read(root, "../Dockerfile")

        assert content_hash(context, inputs()) == expected


class TestReading:
    @pytest.mark.parametrize("change", ["vanished", "shorter", "longer", "link", "folder", "pipe"])
    def test_a_file_that_changes_meanwhile_is_an_error(self, change: str, root: Path) -> None:
        context = read(root)
        path = root / "data/naïve.txt"
        path.unlink()
        if change == "link":
            path.symlink_to("../app.py")
        elif change == "folder":
            path.mkdir()
        elif change == "pipe":
            os.mkfifo(path)
        elif change != "vanished":
            path.write_bytes(b"x" * (1 if change == "shorter" else 1_000_000))

        with pytest.raises(InvalidArgument) as refused:
            content_hash(context, inputs())

        assert str(refused.value).startswith(
            f"{SUBJECT}: context must not change while it is read, got 'data/naïve.txt"
        )

    def test_a_dockerfile_that_vanishes_meanwhile_is_an_error(self, root: Path) -> None:
        context = read(root)
        (root / "Dockerfile").unlink()

        with pytest.raises(InvalidArgument, match="dockerfile must be a readable file, got"):
            content_hash(context, inputs())

    def test_a_file_that_may_not_be_read_is_an_error(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            make_tree(Path(folder), ("Dockerfile", "closed.pem"))
            (Path(folder) / "closed.pem").chmod(0o000)
            context = read(Path(folder))

            with _as_nobody(), pytest.raises(InvalidArgument) as refused:
                content_hash(context, inputs())

        assert str(refused.value) == (
            f"{SUBJECT}: context must contain only readable files,"
            " got 'closed.pem: Permission denied'"
        )

    def test_a_file_larger_than_the_buffer_is_read_whole(self, root: Path) -> None:
        size = 1_000_003
        (root / "big").write_bytes(b"\0" * size)
        before = hash_of(root)
        with (root / "big").open("r+b") as file:
            file.seek(size - 1)
            file.write(b"1")

        assert hash_of(root) != before


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may read everything, so that these tests need to be somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


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
