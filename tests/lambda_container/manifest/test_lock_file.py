"""The lock file: what it holds, and what becomes of it when it is not as it was written."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_container.manifest.lock_file import Lock, LockError, find_lock, update_lock
from lambda_container.manifest.locked_image import LockedImage, PinnedBase

DIGEST = "sha256:" + "a" * 64


def image(digest: str = DIGEST, **changes: object) -> LockedImage:
    fields: dict[str, Any] = {"repository": "dev/hello", "tag": "1", "content_hash": "b" * 64}
    return LockedImage(digest=digest, **{**fields, **changes})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "lambda-container.lock.json"
    assert update_lock(path, {"dev": {"Image-hello": image()}})
    return path


def test_what_is_written_is_read(path: Path) -> None:
    assert Lock.read(path).image("dev", "Image-hello") == image()
    assert Lock.read(path).image("prod", "Image-hello") is None


def test_none_is_an_empty_one(tmp_path: Path) -> None:
    assert Lock.read(tmp_path / "none.json").stacks == {}


def test_the_same_images_are_the_same_bytes_and_no_change(path: Path) -> None:
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert not update_lock(path, {"dev": {"Image-hello": image()}})
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_what_others_wrote_stays(path: Path) -> None:
    update_lock(path, {"prod": {"Image-hello": image(promoted_from="dev")}})
    update_lock(path, {"dev": {"Image-other": image("sha256:" + "c" * 64)}})
    lock = Lock.read(path)
    assert set(lock.stacks) == {"dev", "prod"}
    assert set(lock.stacks["dev"]) == {"Image-hello", "Image-other"}


def test_a_published_image_counts_for_its_source_and_a_promoted_one_for_any() -> None:
    assert image().applies_to("b" * 64)
    assert not image().applies_to("c" * 64)
    assert image(promoted_from="dev").applies_to("c" * 64)
    assert image(rolled_back=True).applies_to("c" * 64)


ANOTHER = image("sha256:" + "c" * 64, tag="2")


def test_what_is_replaced_is_kept_the_newest_first(path: Path) -> None:
    update_lock(path, {"dev": {"Image-hello": ANOTHER}})
    update_lock(path, {"dev": {"Image-hello": image(tag="3"), "Image-more": ANOTHER}})
    newest, oldest = Lock.read(path).earlier["dev"]
    assert (newest.images, oldest.images) == ({"Image-hello": ANOTHER}, {"Image-hello": image()})
    assert newest.until >= oldest.until
    assert not newest.rolled_back


@pytest.mark.parametrize(
    "changed",
    [{"Image-more": ANOTHER}, {"Image-hello": image(content_hash="d" * 64, promoted_from="test")}],
)
def test_the_same_digests_replace_nothing(path: Path, changed: dict[str, LockedImage]) -> None:
    update_lock(path, {"dev": changed})
    assert Lock.read(path).earlier == {}


def test_what_a_rollback_replaced_is_marked(path: Path) -> None:
    update_lock(path, {"dev": {"Image-hello": ANOTHER}})
    update_lock(path, {"dev": {"Image-hello": image(rolled_back=True)}})
    assert [each.rolled_back for each in Lock.read(path).earlier["dev"]] == [True, False]


def test_what_stays_is_left_by_who_did_not_know(path: Path) -> None:
    update_lock(path, {"dev": {"Image-hello": image(rolled_back=True)}})
    new = {"Image-hello": ANOTHER, "Image-more": ANOTHER}
    update_lock(path, {"dev": new}, unless_kept=True)
    assert Lock.read(path).stacks["dev"] == {
        "Image-hello": image(rolled_back=True),
        "Image-more": ANOTHER,
    }
    update_lock(path, {"dev": new})
    assert Lock.read(path).image("dev", "Image-hello") == ANOTHER


def test_twenty_are_kept(path: Path) -> None:
    for number in range(30):
        update_lock(path, {"dev": {"Image-hello": image(f"sha256:{number:064x}", tag=str(number))}})
    earlier = Lock.read(path).earlier["dev"]
    assert [each.images["Image-hello"].tag for each in earlier] == [str(28 - i) for i in range(20)]


def test_an_edit_of_what_was_replaced_is_noticed(path: Path) -> None:
    update_lock(path, {"dev": {"Image-hello": ANOTHER}})
    edited = json.loads(path.read_text())
    edited["stacks"]["dev"]["earlier"][0]["images"]["Image-hello"]["digest"] = ANOTHER.digest
    with pytest.raises(LockError, match="the seal of stack 'dev' is broken"):
        read(json.dumps(edited))


BASE = PinnedBase(digest=DIGEST, created="2026-11-01T08:00:00Z")


def test_images_and_bases_are_written_without_each_other(path: Path) -> None:
    assert update_lock(path, {}, {"alpine linux/amd64": BASE})
    assert update_lock(path, {"prod": {"Image-hello": image()}})
    lock = Lock.read(path)
    assert set(lock.stacks) == {"dev", "prod"}
    assert lock.bases == {"alpine linux/amd64": BASE}


def test_bases_are_replaced_as_a_whole(path: Path) -> None:
    before = path.read_bytes()
    update_lock(path, {}, {"alpine": BASE, "python": BASE})
    assert not update_lock(path, {}, {"python": BASE, "alpine": BASE})
    update_lock(path, {}, {"python": BASE})
    assert Lock.read(path).bases == {"python": BASE}
    update_lock(path, {}, {})
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("digest", f"sha256:{'b' * 64}"),
        ("digest", "latest"),
        ("created", "2027-11-01T08:00:00Z"),
        ("created", "yesterday"),
    ],
)
def test_an_edit_of_a_base_is_noticed(path: Path, field: str, value: str) -> None:
    update_lock(path, {}, {"alpine": BASE})
    content = json.loads(path.read_text())
    content["bases"]["images"]["alpine"][field] = value
    path.write_text(json.dumps(content))
    with pytest.raises(LockError, match=r"the seal of the bases is broken|matching regex"):
        Lock.read(path)


def test_nothing_is_written_that_could_not_be_read(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(LockError, match="is not a lock file"):
        update_lock(path, {}, {"alpine": PinnedBase(digest="latest")})
    assert path.read_bytes() == before


@given(st.data())
def test_any_edit_is_noticed(data: st.DataObject) -> None:
    content = json.loads(Lock(Path("x"), {"dev": {"a": image(promoted_from="test")}}).to_json())
    locked = content["stacks"]["dev"]["images"]["a"]
    key = data.draw(st.sampled_from(sorted(locked)))
    locked[key] = data.draw(st.text().filter(lambda text: text != locked[key]))
    with pytest.raises(LockError, match=r"the seal of stack 'dev' is broken|matching regex"):
        read(json.dumps(content))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("digest", '${file("x")}'),
        ("digest", "latest"),
        ("digest", f"sha256:{'A' * 64}"),
        ("digest", f"sha256:{'a' * 64}\n"),
        ("tag", "${x}"),
        ("repository", "999999999999.dkr.ecr.eu-west-1.amazonaws.com/x:y"),
        ("content_hash", "a"),
        ("promoted_from", "${x}"),
    ],
)
def test_a_seal_that_was_computed_hides_nothing(key: str, value: str) -> None:
    edited = msgspec.structs.replace(image(content_hash="0" * 64), **{key: value})
    content = Lock(Path("x"), {"dev": {"a": edited}}).to_json().decode()
    with pytest.raises(LockError, match=rf"matching regex.*{key}"):
        read(content)


def test_a_folder_or_a_pipe_in_its_place_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(LockError, match="cannot be read: it is no file"):
            Lock.read(path)


def read(content: str) -> Lock:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lock.json"
        path.write_text(content, encoding="utf-8")
        return Lock.read(path)


def test_an_image_that_was_moved_to_another_stack_is_noticed(path: Path) -> None:
    content = json.loads(path.read_text())
    content["stacks"]["prod"] = content["stacks"].pop("dev")
    with pytest.raises(LockError, match="the seal of stack 'prod' is broken; restore it from"):
        read(json.dumps(content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not a lock file"),
        ("[]", "is not a lock file"),
        ('{"schema": 1, "stacks": {}, "more": 1}', "unknown field `more`"),
        ('{"schema": 2, "stacks": {}}', "written by another version"),
        ("{\n<<<<<<< HEAD\n}", r"\(an unfinished merge\?\)"),
    ],
)
def test_something_else_is_refused(content: str, message: str) -> None:
    with pytest.raises(LockError, match=message):
        read(content)


def test_an_edited_file_is_not_written_over(path: Path) -> None:
    edited = path.read_text().replace("dev/hello", "dev/other")
    path.write_text(edited)
    with pytest.raises(LockError, match="was edited"):
        update_lock(path, {"prod": {"Image-hello": image()}})
    assert path.read_text() == edited


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    writers = [
        threading.Thread(target=update_lock, args=(path, {f"stack{i}": {"a": image()}}))
        for i in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert set(Lock.read(path).stacks) == {f"stack{i}" for i in range(8)}
    assert [each.name for each in tmp_path.iterdir()] == ["lock.json"]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LockError, match="cannot be written"):
        update_lock(tmp_path / "missing" / "lock.json", {"dev": {"a": image()}})


def test_it_is_beside_the_nearest_cdktf_json(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "cdktf.json").write_text("{}")
    assert find_lock(below) == tmp_path / "lambda-container.lock.json"
