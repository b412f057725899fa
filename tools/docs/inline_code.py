"""The rendering of inline code on the site.

A public name, such as ``Repository.grant_pull``, becomes a link, and a long one in a table may
break after a dot or an underscore, so that the table fits a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from tools.docs import reference

_NO_ROOM = {"a", "autoref", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
_BREAKS = re.compile(r"(?<=[\w)][._/])(?=\w)")


class InlineCode(Extension):
    """Changes code after everything else has been parsed."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Register the tree processors."""
        md.treeprocessors.register(_Links(md), "links-of-names", 2)
        md.treeprocessors.register(_Breaks(md), "breaks-in-tables", 1)


class _Links(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in _with_room_for_links(root):
            for position, child in enumerate(parent):
                if child.tag == "code" and not len(child) and child.text:
                    target = reference.identifier(child.text)
                    if target:
                        parent[position] = _link(child, target)


class _Breaks(Treeprocessor):
    def run(self, root: Element) -> None:
        for cell in [*root.iter("td"), *root.iter("th")]:
            for code in cell.iter("code"):
                if not len(code) and code.text:
                    code.text, *rest = _BREAKS.split(str(code.text))
                    for part in rest:
                        code.append(_break(part))


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


def _break(following: str) -> Element:
    element = Element("wbr")
    element.tail = following
    return element


def makeExtension(**settings: object) -> InlineCode:  # noqa: N802 - Markdown's own name
    """Markdown's entry point."""
    return InlineCode(**settings)
