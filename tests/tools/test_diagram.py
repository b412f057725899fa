"""The diagrams in the docs are those of the code."""

from __future__ import annotations

from pathlib import Path

from lambda_container.operations.diagram.mermaid import mermaid
from tools.diagram.__main__ import FOLDER, drawn, graphs
from tools.diagram.svg import source
from tools.diagram.wings import wings


def test_the_wings_are_those_of_the_code_and_know_only_those_below() -> None:
    picture = wings()
    assert {"15 wings", "operations", "build", "engine"} < {n.address for n in picture.nodes}
    assert ("operations", "manifest") in picture.edges
    assert not {("15 wings", "engine"), ("engine", "manifest")} & set(picture.edges)
    # What another way implies is not drawn.
    assert ("cli", "manifest") not in picture.edges


def test_the_pictures_in_the_docs_are_up_to_date(tmp_path: Path) -> None:
    pictures = dict(graphs(tmp_path))
    assert {file.stem for file in FOLDER.iterdir()} == set(pictures), "run make diagram"
    for name, picture in pictures.items():
        assert (FOLDER / f"{name}.mmd").read_text(encoding="utf-8") == mermaid(picture)
        svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
        assert source(drawn(picture, name)) in svg, "run make diagram"
