"""Layers of what ``docker save`` writes, of old and new engines."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import pytest

from lambda_container.operations.size.image_layers import ImageUnreadable, LayerFile, read_saved
from tests.lambda_container.operations.size.saved_image import Step, of_docker_20, of_docker_29, tar

Save = Callable[..., bytes]
saves = pytest.mark.parametrize(
    "save", [of_docker_20, of_docker_29, partial(of_docker_29, compressed=False)]
)
BASE = Step("ADD rootfs.tar /", {"usr/": b"", "usr/lib/a": b"12345", "./etc/b": b"12"})


@saves
def test_files_by_layer(save: Save) -> None:
    steps = [BASE, Step("ENV A=1"), Step("COPY . .", {"app.py": b"1"}, {"link": "/usr/lib/a"})]
    image = read_saved(io.BytesIO(save(*steps)))
    first, second = image.layers
    assert first.files == {"usr/lib/a": LayerFile(5), "etc/b": LayerFile(2)}
    assert second.files == {"app.py": LayerFile(1), "link": LayerFile(0)}
    assert (first.size, second.created_by) == (7, "COPY . .")
    assert [(by, layer and layer.size) for by, layer in image.history] == [
        ("ADD rootfs.tar /", 7),
        ("ENV A=1", None),
        ("COPY . .", 1),
    ]


@saves
def test_what_a_layer_removes(save: Save) -> None:
    step = Step("RUN rm", {"usr/.wh.lib": b"", "etc/.wh..wh..opq": b""})
    layer = read_saved(io.BytesIO(save(BASE, step))).layers[1]
    assert (layer.removed, layer.emptied, layer.files) == ({"usr/lib"}, {"etc"}, {})


@saves
def test_the_same_layer_twice(save: Save) -> None:
    steps = [Step("RUN a", {"x": b"1"}), Step("RUN b", {"x": b"1"})]
    image = read_saved(io.BytesIO(save(*steps)))
    assert [layer.created_by for layer in image.layers] == ["RUN a", "RUN b"]
    assert [layer.size for layer in image.layers] == [1, 1]


def test_only_big_files_are_hashed() -> None:
    big = b"x" * 65536
    step = Step("COPY", {"a": big, "b": big, "c": big[1:]})
    (layer,) = read_saved(io.BytesIO(of_docker_29(step))).layers
    assert layer.files["a"] == layer.files["b"]
    assert layer.files["a"].digest
    assert layer.files["c"] == LayerFile(65535)


def test_a_layer_that_begins_with_a_bracket_is_none_of_json() -> None:
    step = Step("COPY", {"[id].js": b"12", "{a}": b"3"})
    for save in (of_docker_20, partial(of_docker_29, compressed=False)):
        (layer,) = read_saved(io.BytesIO(save(step))).layers
        assert layer.size == 3


def test_big_records_are_kept_too() -> None:
    text = b"a.py,,\n" * 20_000
    step = Step("RUN pip install", {"lib/a-1.0.dist-info/RECORD": text})
    (layer,) = read_saved(io.BytesIO(of_docker_29(step))).layers
    assert layer.records == {"lib/a-1.0.dist-info/RECORD": text.decode()}
    assert layer.size == len(text)


def test_records_of_distributions_are_kept() -> None:
    step = Step("RUN pip install", {"lib/a-1.0.dist-info/RECORD": b"a.py,,\n"})
    (layer,) = read_saved(io.BytesIO(of_docker_29(step))).layers
    assert layer.records == {"lib/a-1.0.dist-info/RECORD": "a.py,,\n"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            tar({"manifest.json": b'[{"Config": "c", "Layers": ["a"]}]'}),
            "cannot be read",
            id="a layer is missing",
        ),
        pytest.param(
            tar({"c": b"[1]", "manifest.json": b'[{"Config": "c", "Layers": []}]'}),
            "cannot be read",
            id="another configuration",
        ),
        pytest.param(
            tar({"a/layer.tar": tar({"x": b"1" * 9000})[:5000], "manifest.json": b"[]"}),
            "cannot be read",
            id="a layer is cut off",
        ),
        pytest.param(b"", "empty file", id="nothing"),
        pytest.param(b"no archive" * 100, "cannot be read", id="text"),
        pytest.param(tar({"a/b": b"x"}), r"no manifest\.json", id="no manifest"),
        pytest.param(tar({"manifest.json": b"[]"}), r"no manifest\.json", id="no image"),
        pytest.param(
            tar({"manifest.json": b'[{"Config": "c"}]'}), "cannot be read", id="no layers"
        ),
        pytest.param(
            tar({"blobs/a": b"\x28\xb5\x2f\xfd rest"}),
            "is compressed with zstd, which is not read",
            id="zstd",
        ),
        pytest.param(of_docker_29(BASE)[:700], r"no manifest\.json", id="cut off"),
    ],
)
def test_something_else_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ImageUnreadable, match=message):
        read_saved(io.BytesIO(content))
