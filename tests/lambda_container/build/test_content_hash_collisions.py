"""Different inputs have different hashes, whatever they are."""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext
from tests.lambda_container.build.contexts import SUBJECT, hash_of, inputs, read

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
