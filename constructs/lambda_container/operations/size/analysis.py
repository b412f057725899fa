"""What the layers of an image hold: what is big, what is there twice, what is there in vain."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lambda_container.operations.size.image_layers import Layer, LayerFile, SavedImage

LIMIT_BYTES = 10 * 1024**3
"""Lambda's limit of an image: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

_DIST_INFO = re.compile(r"(?P<folder>.*?)/?(?P<name>[^/]+?)-(?P<version>[^/-]+)\.dist-info/RECORD")
# What builds leave behind, by path.
_LEFTOVERS: Mapping[str, re.Pattern[str]] = {
    ".git": re.compile(r"(^|/)\.git/"),
    "__pycache__": re.compile(r"(^|/)__pycache__/|\.pyc$"),
    "tests of packages": re.compile(r"(site-packages|dist-packages)/.*/tests?/"),
    "pip's cache": re.compile(r"(^|/)\.cache/(pip|uv)/"),
    "caches of system packages": re.compile(r"^var/(cache/(apt|dnf|yum)|lib/apt/lists)/"),
    "temporary files": re.compile(r"^(var/)?tmp/"),
}


@dataclass(frozen=True, kw_only=True)
class Waste:
    """A file that a later layer deletes or replaces, and whose bytes stay.

    Attributes:
        path: Its path.
        size: Its bytes.
        layer: The number of its layer, from 1.
        by: The number of the layer that deletes or replaces it.
        is_deleted: Whether it is deleted; otherwise it is replaced.
    """

    path: str
    size: int
    layer: int
    by: int
    is_deleted: bool


@dataclass(frozen=True, kw_only=True)
class Package:
    """A Python distribution.

    Attributes:
        name: Its name.
        version: Its version.
        folder: Where it is installed.
        size: The bytes of its files.
        is_own: Whether it is not of the base image.
    """

    name: str
    version: str
    folder: str
    size: int
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """What an image holds.

    Attributes:
        layers: Its layers, the lowest first.
        own: The number of the first layer that is not of the base image, from 1.
        size: The bytes of all layers, which count for Lambda's limit.
        waste: What later layers delete or replace, the biggest first.
        twice: Paths of files with the same content, the biggest waste first, with their size.
        packages: Python distributions, the biggest first.
        leftovers: Bytes of what builds leave behind, in the image's own layers, by kind.
    """

    layers: list[Layer]
    own: int
    size: int
    waste: list[Waste]
    twice: list[tuple[int, list[str]]]
    packages: list[Package]
    leftovers: dict[str, int]


def analyse(image: SavedImage, own_instructions: int) -> Analysis:
    """Analyse an image.

    Args:
        image: The image.
        own_instructions: How many instructions its Dockerfile adds to the base image.
    """
    own = _first_own(image, own_instructions)
    files, waste = _overlaid(image.layers)
    in_own = {path for layer in image.layers[own - 1 :] for path in layer.files}
    leftovers: dict[str, int] = defaultdict(int)
    for path in in_own & files.keys():
        for kind, pattern in _LEFTOVERS.items():
            if pattern.search(path):
                leftovers[kind] += files[path].size
                break
    return Analysis(
        layers=image.layers,
        own=own,
        size=sum(layer.size for layer in image.layers),
        waste=sorted(waste, key=lambda each: (-each.size, each.path)),
        twice=_twice(files),
        packages=sorted(
            _packages(image.layers, files, in_own), key=lambda each: (-each.size, each.name)
        ),
        leftovers={kind: size for kind, size in leftovers.items() if size},
    )


def _first_own(image: SavedImage, own_instructions: int) -> int:
    """The number of the first layer that the last instructions made."""
    start = max(0, len(image.history) - own_instructions)
    below = sum(layer is not None for _, layer in image.history[:start])
    return below + 1


def _overlaid(layers: Iterable[Layer]) -> tuple[dict[str, LayerFile], list[Waste]]:
    """The files that the image shows, and those that it hides."""
    files: dict[str, LayerFile] = {}
    origin: dict[str, int] = {}
    waste: list[Waste] = []

    def hide(path: str, by: int, *, is_deleted: bool) -> None:
        file = files.pop(path)
        if file.size:
            waste.append(
                Waste(path=path, size=file.size, layer=origin[path], by=by, is_deleted=is_deleted)
            )

    for number, layer in enumerate(layers, start=1):
        gone = tuple(f"{each}/" for each in layer.removed | layer.emptied)
        if layer.removed or gone:
            removed = [p for p in files if p in layer.removed or p.startswith(gone)]
            for path in removed:
                hide(path, number, is_deleted=path not in layer.files)
        for path, file in layer.files.items():
            if path in files:
                hide(path, number, is_deleted=False)
            files[path], origin[path] = file, number
    return files, waste


def _twice(files: Mapping[str, LayerFile]) -> list[tuple[int, list[str]]]:
    by_content: dict[str, list[str]] = defaultdict(list)
    for path, file in files.items():
        if file.digest:
            by_content[file.digest].append(path)
    found = [(files[paths[0]].size, sorted(paths)) for paths in by_content.values() if paths[1:]]
    return sorted(found, key=lambda each: (-each[0] * (len(each[1]) - 1), each[1]))


def _packages(
    layers: Iterable[Layer], files: Mapping[str, LayerFile], in_own: set[str]
) -> Iterator[Package]:
    records = {path: text for layer in layers for path, text in layer.records.items()}
    for path, text in records.items():
        match = _DIST_INFO.fullmatch(path)
        if match is None or path not in files:
            continue
        folder = match["folder"]
        named = {row[0] for row in csv.reader(text.splitlines()) if row}
        size = sum(
            files[whole].size
            for name in named
            if (whole := f"{folder}/{name}" if folder else name) in files
        )
        yield Package(
            name=match["name"],
            version=match["version"],
            folder=f"/{folder}",
            size=size,
            is_own=path in in_own,
        )
