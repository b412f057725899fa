"""Find blocks in a stack's JSON, and say how the nearest one differs."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from typing import Any

from lambda_container.errors import InvalidArgument
from lambda_container.suggestion import did_you_mean
from lambda_container.testing.block import PREFIXES, Block, blocks_of
from lambda_container.testing.difference import Place, weight_of
from lambda_container.testing.matchers import Matcher, matcher_of


class Search:
    """The blocks of a stack's JSON.

    Args:
        json_: The JSON, which may change.
    """

    def __init__(self, json_: Mapping[str, Any]) -> None:
        self._json = json_

    def _candidates(self, kind: str, key: str) -> list[Block]:
        blocks = blocks_of(self._json, kind)
        if kind in PREFIXES:
            return [block for block in blocks if block.type == key]
        return [block for block in blocks if fnmatch.fnmatchcase(block.name, key)]

    def counts(self, kind: str) -> dict[str, int]:
        """The number of blocks of a kind, by type or name."""
        counts: dict[str, int] = {}
        for block in blocks_of(self._json, kind):
            key = block.type if kind in PREFIXES else block.name
            counts[key] = counts.get(key, 0) + 1
        return counts

    def find(self, kind: str, key: str, arguments: object) -> list[Block]:
        """The blocks that match; what they capture counts."""
        matcher = matcher_for(arguments)
        found = []
        for block in self._candidates(kind, key):
            place = Place()
            if not matcher.differences(block.arguments, place):
                found.append(block)
                for capture, value in place.captured:
                    capture.values.append(value)
        return found

    def has(self, kind: str, key: str, arguments: object, count: int | None) -> Block:
        """The first block that matches, of so many as there have to be."""
        __tracebackhide__ = True
        if count is not None and (isinstance(count, bool) or not count > 0):
            raise InvalidArgument("Template", "count", "be 1 or more, or use has_no_", count)
        found = self.find(kind, key, arguments)
        if found and count in (None, len(found)):
            return found[0]
        lines = [f"no {kind} {key} matches"]
        if count is not None:
            addresses = ", ".join(block.address for block in found)
            lines = [f"expected {count} of {kind} {key} to match, found {len(found)}"]
            lines += [f"  {addresses}"] if found else []
        if count is None or len(found) < count:
            others = [block for block in self._candidates(kind, key) if block not in found]
            lines += self._nearest(others, matcher_for(arguments))
        if not found and not self._candidates(kind, key):
            lines += self.present(kind, key)
        raise AssertionError("\n".join(lines))

    def has_no(self, kind: str, key: str, arguments: object) -> None:
        """Assert that no block matches."""
        __tracebackhide__ = True
        if found := self.find(kind, key, arguments):
            addresses = "".join(f"\n  {block.address}" for block in found)
            raise AssertionError(f"expected no {kind} {key} to match, found{addresses}")

    def _nearest(self, blocks: Sequence[Block], matcher: Matcher) -> list[str]:
        compared = [(block, matcher.differences(block.arguments, Place())) for block in blocks]
        if not compared:
            return []
        compared.sort(key=lambda pair: weight_of(pair[1]))
        (nearest, differences), *others = compared
        lines = [f"the nearest is {nearest.address}, which differs in", *map(str, differences)]
        if others:
            listed = ", ".join(f"{block.name} ({weight_of(them)})" for block, them in others[:5])
            lines += [f"others, with the number of values that differ: {listed}"]
        return lines

    def present(self, kind: str, key: str) -> list[str]:
        """What there is of a kind, for a message."""
        counts = self.counts(kind)
        hint = did_you_mean(key, counts, at_most=1)
        lines = [f"  {hint}"] if hint else []
        return [*lines, f"  the stack has {listed(counts) or f'no {kind}'}"]


def matcher_for(arguments: object) -> Matcher:
    """A matcher for expected arguments; none for any."""
    if arguments is None:
        arguments = {}
    if not isinstance(arguments, (Mapping, Matcher)):
        rule = "be a mapping or a matcher"
        raise InvalidArgument("Template", "arguments", rule, arguments)
    return matcher_of(arguments)


def listed(counts: Mapping[str, int]) -> str:
    """Numbers of things, for a message."""
    return ", ".join(f"{count} {key}" for key, count in sorted(counts.items()))
