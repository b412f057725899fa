"""Makes links of the public names that a page says in code, such as ``Repository.grant_pull``."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from tools.docs import reference

_NO_ROOM = {"a", "autoref", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}


class Crossrefs(Extension):
    """Adds the links after everything else has been parsed."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Register what adds them."""
        md.treeprocessors.register(_Links(md), "crossrefs", 1)


class _Links(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in _with_room_for_links(root):
            for position, child in enumerate(parent):
                if child.tag == "code" and not len(child) and child.text:
                    target = reference.identifier(child.text)
                    if target:
                        parent[position] = _link(child, target)


def _with_room_for_links(element: Element) -> Iterator[Element]:
    if element.tag not in _NO_ROOM:
        yield element
        for child in element:
            yield from _with_room_for_links(child)


def _link(code: Element, target: str) -> Element:
    link = Element("autoref", {"identifier": target})
    link.tail, code.tail = code.tail, None
    link.append(code)
    return link


def makeExtension(**settings: object) -> Crossrefs:  # noqa: N802 - Markdown's own name
    """What Markdown calls."""
    return Crossrefs(**settings)
