"""The Terraform JSON of a stack, for assertions."""

from __future__ import annotations

import copy
import fnmatch
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_container.base import BASE, INSTEAD, is_of_other_base
from lambda_container.errors import InvalidArgument
from lambda_container.manifest.stack_json import read_stack
from lambda_container.suggestion import did_you_mean
from lambda_container.testing.block import Block
from lambda_container.testing.difference import Place, weight_of
from lambda_container.testing.loose_ends import loose_ends
from lambda_container.testing.matchers import Matcher, matcher_of
from lambda_container.testing.stable import stable

if TYPE_CHECKING:
    from cdktf import TerraformStack

_METADATA = "//"
_PREFIXES = {"resource": "", "data": "data.", "ephemeral": "ephemeral."}


class Template:  # noqa: PLW1641 - its JSON may be changed
    """The Terraform JSON of a stack.

    Expected arguments are compared as described in ``Match``: arguments that are not named can
    have any value. If no block matches, a ``has_`` method raises an AssertionError that shows the
    nearest block and how it differs.

    Attributes:
        json: The JSON, without cdktf's metadata.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.json: dict[str, Any] = _without_metadata(copy.deepcopy(dict(content)))

    @classmethod
    def from_stack(cls, stack: TerraformStack, *, validate: bool = False) -> Template:
        """Synthesize a stack, as it is now.

        Args:
            stack: A stack; one from ``cdktf.Testing.app()`` writes no file.
            validate: Whether to run the validations that constructs add to their nodes.

        Raises:
            InvalidArgument: A stack of the other CDK.
        """
        from cdktf import Testing  # noqa: PLC0415 - needs Node; only for stacks

        if is_of_other_base(stack):
            raise InvalidArgument("Template", "stack", f"be of {BASE} ({INSTEAD})", stack)
        return cls.from_json(Testing.synth(stack, validate))

    @classmethod
    def from_json(cls, content: str | Mapping[str, Any]) -> Template:
        """Read a stack's JSON.

        Raises:
            InvalidArgument: It is not a JSON object.
        """
        if isinstance(content, str):
            try:
                content = json.loads(content)
            except ValueError as error:
                rule = f"be valid JSON ({error})"
                raise InvalidArgument("Template", "content", rule, content) from error
        if not isinstance(content, Mapping):
            raise InvalidArgument("Template", "content", "be a JSON object", content)
        return cls(content)

    @classmethod
    def from_file(cls, path: str | Path) -> Template:
        """Read the JSON of a synthesized stack.

        Args:
            path: A ``cdk.tf.json``, or the folder that contains it: ``cdktf.out/stacks/dev``.

        Raises:
            InvalidArgument: There is no such file, or it is not a JSON object.
        """
        try:
            return cls(read_stack(Path(path)))
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            rule = f"be the file or folder of a stack ({why})"
            raise InvalidArgument("Template", "path", rule, str(path)) from error

    def __eq__(self, other: object) -> bool:
        return self.json == other.json if isinstance(other, Template) else NotImplemented

    def __repr__(self) -> str:
        return f"<Template with {_listed(self._counts('resource')) or 'no resources'}>"

    def has_no_loose_ends(self) -> None:
        """Assert that every reference, provider and variable that is named is declared.

        A ``depends_on`` must be the address of a whole block, and no string may hold a reference
        that cdktf did not resolve. Terraform finds these only when it plans.

        Raises:
            AssertionError: Something is named and not declared; the message lists all of it.
        """
        if found := loose_ends(self.json):
            raise AssertionError("\n".join(["the stack has loose ends:", *found]))

    def stable(self, *, hashes: bool = False, versions: bool = False) -> dict[str, Any]:
        """Return the JSON for a snapshot.

        JSON strings, such as policies, are expanded.

        Args:
            hashes: Whether to keep hashes: those of images, and those at the end of the names that
                cdktf derives from construct paths.
            versions: Whether to keep the versions of providers.
        """
        return stable(self.json, hashes=hashes, versions=versions)

    def has_resource(
        self,
        type: str,  # noqa: A002 - Terraform's own word
        arguments: object = None,
        *,
        count: int | None = None,
    ) -> Block:
        """Assert that there is a resource with these arguments.

        Args:
            type: Terraform's name of the type, such as ``aws_lambda_function``.
            arguments: The expected arguments. Default: any.
            count: How many there must be. Default: one or more.

        Returns:
            The first resource that matches.
        """
        return self._has("resource", type, arguments, count)

    def has_no_resource(self, type: str, arguments: object = None) -> None:  # noqa: A002
        """Assert that no resource of a type has these arguments."""
        self._has_no("resource", type, arguments)

    def find_resources(self, type: str, arguments: object = None) -> list[Block]:  # noqa: A002
        """Return the resources of a type with these arguments; empty if there are none."""
        return self._find("resource", type, arguments)

    def resource_count(self, type: str, arguments: object = None) -> int:  # noqa: A002
        """Return the number of resources of a type with these arguments."""
        return len(self._find("resource", type, arguments))

    def has_data(
        self,
        type: str,  # noqa: A002 - Terraform's own word
        arguments: object = None,
        *,
        count: int | None = None,
    ) -> Block:
        """Assert that there is a data source with these arguments; see ``has_resource``."""
        return self._has("data", type, arguments, count)

    def has_no_data(self, type: str, arguments: object = None) -> None:  # noqa: A002
        """Assert that no data source of a type has these arguments."""
        self._has_no("data", type, arguments)

    def find_data(self, type: str, arguments: object = None) -> list[Block]:  # noqa: A002
        """Return the data sources of a type with these arguments; empty if there are none."""
        return self._find("data", type, arguments)

    def has_output(self, name: str, arguments: object = None) -> Block:
        """Assert that there is an output with these arguments, such as ``value``.

        Args:
            name: Its name; ``*`` stands for any characters.
            arguments: The expected arguments. Default: any.
        """
        return self._has("output", name, arguments, None)

    def has_no_output(self, name: str, arguments: object = None) -> None:
        """Assert that no output with that name has these arguments."""
        self._has_no("output", name, arguments)

    def find_outputs(self, name: str = "*", arguments: object = None) -> list[Block]:
        """Return the outputs with a name and these arguments; empty if there are none."""
        return self._find("output", name, arguments)

    def has_provider(self, name: str, arguments: object = None) -> Block:
        """Assert that a provider, such as ``aws``, has these arguments."""
        return self._has("provider", name, arguments, None)

    def has_backend(self, type: str, arguments: object = None) -> Block:  # noqa: A002
        """Assert that the backend, such as ``local`` or ``s3``, has these arguments."""
        return self._has("backend", type, arguments, None)

    def _blocks(self, kind: str) -> list[Block]:
        if kind in _PREFIXES:
            return [
                Block(f"{_PREFIXES[kind]}{type_}.{name}", type_, name, arguments)
                for type_, blocks in self.json.get(kind, {}).items()
                for name, arguments in blocks.items()
            ]
        if kind == "backend":
            named = self.json.get("terraform", {}).get("backend", {})
        else:
            named = self.json.get(kind, {})
        return [
            Block(f"{kind}.{name}", kind, name, arguments)
            for name, blocks in named.items()
            for arguments in (blocks if isinstance(blocks, list) else [blocks])
        ]

    def _candidates(self, kind: str, key: str) -> list[Block]:
        blocks = self._blocks(kind)
        if kind in _PREFIXES:
            return [block for block in blocks if block.type == key]
        return [block for block in blocks if fnmatch.fnmatchcase(block.name, key)]

    def _counts(self, kind: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for block in self._blocks(kind):
            key = block.type if kind in _PREFIXES else block.name
            counts[key] = counts.get(key, 0) + 1
        return counts

    def _find(self, kind: str, key: str, arguments: object) -> list[Block]:
        matcher = _matcher(arguments)
        found = []
        for block in self._candidates(kind, key):
            place = Place()
            if not matcher.differences(block.arguments, place):
                found.append(block)
                for capture, value in place.captured:
                    capture.values.append(value)
        return found

    def _has(self, kind: str, key: str, arguments: object, count: int | None) -> Block:
        if count is not None and (isinstance(count, bool) or not count > 0):
            raise InvalidArgument("Template", "count", "be 1 or more, or use has_no_", count)
        found = self._find(kind, key, arguments)
        if found and count in (None, len(found)):
            return found[0]
        lines = [f"no {kind} {key} matches"]
        if count is not None:
            addresses = ", ".join(block.address for block in found)
            lines = [f"expected {count} of {kind} {key} to match, found {len(found)}"]
            lines += [f"  {addresses}"] if found else []
        if count is None or len(found) < count:
            others = [block for block in self._candidates(kind, key) if block not in found]
            lines += self._nearest(others, _matcher(arguments))
        if not found and not self._candidates(kind, key):
            lines += self._present(kind, key)
        raise AssertionError("\n".join(lines))

    def _has_no(self, kind: str, key: str, arguments: object) -> None:
        if found := self._find(kind, key, arguments):
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

    def _present(self, kind: str, key: str) -> list[str]:
        counts = self._counts(kind)
        hint = did_you_mean(key, counts, at_most=1)
        lines = [f"  {hint}"] if hint else []
        return [*lines, f"  the stack has {_listed(counts) or f'no {kind}'}"]


def _matcher(arguments: object) -> Matcher:
    if arguments is None:
        arguments = {}
    if not isinstance(arguments, (Mapping, Matcher)):
        rule = "be a mapping or a matcher"
        raise InvalidArgument("Template", "arguments", rule, arguments)
    return matcher_of(arguments)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {key}" for key, count in sorted(counts.items()))


def _without_metadata(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_metadata(v) for k, v in value.items() if k != _METADATA}
    return [_without_metadata(item) for item in value] if isinstance(value, list) else value
