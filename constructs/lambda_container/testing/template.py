"""The Terraform JSON of a stack, for assertions."""

from __future__ import annotations

import copy
import fnmatch
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_container.base import BASE, INSTEAD, is_of_other_base
from lambda_container.errors import InvalidArgument
from lambda_container.manifest.stack_json import read_stack
from lambda_container.testing.block import Block, blocks_of
from lambda_container.testing.difference import Place
from lambda_container.testing.loose_ends import loose_ends
from lambda_container.testing.permissions import can
from lambda_container.testing.search import Search, listed, matcher_for
from lambda_container.testing.stable import stable

if TYPE_CHECKING:
    from cdktf import TerraformStack

_METADATA = "//"


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

    @property
    def _search(self) -> Search:
        return Search(self.json)

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
        return f"<Template with {listed(self._search.counts('resource')) or 'no resources'}>"

    def has_no_loose_ends(self) -> None:
        """Assert that every reference, provider and variable that is named is declared.

        A ``depends_on`` must be the address of a whole block, and no string may hold a reference
        that cdktf did not resolve. Terraform finds these only when it plans.

        Raises:
            AssertionError: Something is named and not declared; the message lists all of it.
        """
        __tracebackhide__ = True
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
        __tracebackhide__ = True
        return self._search.has("resource", type, arguments, count)

    def all_resources(self, type: str, arguments: object = None) -> list[Block]:  # noqa: A002
        """Assert that every resource of a type has these arguments, and that there is one.

        Args:
            type: Terraform's name of the type; ``*`` stands for any characters.
            arguments: The expected arguments.

        Returns:
            The resources.
        """
        __tracebackhide__ = True
        blocks = [
            block
            for block in blocks_of(self.json, "resource")
            if fnmatch.fnmatchcase(block.type, type)
        ]
        matcher = matcher_for(arguments)
        lines: list[str] = []
        for block in blocks:
            if differences := matcher.differences(block.arguments, Place()):
                lines += [f"{block.address} differs in", *map(str, differences)]
        if lines:
            raise AssertionError("\n".join([f"not every {type} matches", *lines]))
        if not blocks:
            raise AssertionError(
                "\n".join([f"no resource {type}", *self._search.present("resource", type)])
            )
        return blocks

    def tags(self, block: Block) -> dict[str, str]:
        """Return the tags of a resource with those of its provider, of which its own win."""
        provider = str(block.arguments.get("provider", "aws"))
        name, _, alias = provider.partition(".")
        tags: dict[str, str] = {}
        for each in blocks_of(self.json, "provider"):
            if each.name == name and each.arguments.get("alias") == (alias or None):
                for default in each.arguments.get("default_tags", []):
                    tags |= default.get("tags", {})
        return {**tags, **block.arguments.get("tags", {})}

    def can(
        self,
        role: Block | str,
        action: str,
        resource: str,
        context: Mapping[str, str] | None = None,
    ) -> bool:
        """Whether the policies that the stack gives a role allow an action.

        It answers as IAM does: one statement has to allow it, and none may deny it. Policies of AWS
        or of another stack are not known, and no resource policies or boundaries are considered.

        Args:
            role: A role or a function, as ``has_resource`` returns it, or its address.
            action: Such as ``s3:PutObject``.
            resource: A literal ARN, or a reference as in the JSON, such as ``block.ref("arn")``.
            context: Values of condition keys, such as ``{"aws:SourceAccount": "111122223333"}``; a
                request has no others.

        Raises:
            InvalidArgument: The role is none of the stack's, there is no such action or ARN, or a
                condition, such as one on a date, is not decided here.
        """
        return can(self.json, role, action, resource, context or {})

    def has_no_resource(self, type: str, arguments: object = None) -> None:  # noqa: A002
        """Assert that no resource of a type has these arguments."""
        __tracebackhide__ = True
        self._search.has_no("resource", type, arguments)

    def find_resources(self, type: str, arguments: object = None) -> list[Block]:  # noqa: A002
        """Return the resources of a type with these arguments; empty if there are none."""
        return self._search.find("resource", type, arguments)

    def resource_count(self, type: str, arguments: object = None) -> int:  # noqa: A002
        """Return the number of resources of a type with these arguments."""
        return len(self._search.find("resource", type, arguments))

    def has_data(
        self,
        type: str,  # noqa: A002 - Terraform's own word
        arguments: object = None,
        *,
        count: int | None = None,
    ) -> Block:
        """Assert that there is a data source with these arguments; see ``has_resource``."""
        __tracebackhide__ = True
        return self._search.has("data", type, arguments, count)

    def has_no_data(self, type: str, arguments: object = None) -> None:  # noqa: A002
        """Assert that no data source of a type has these arguments."""
        __tracebackhide__ = True
        self._search.has_no("data", type, arguments)

    def find_data(self, type: str, arguments: object = None) -> list[Block]:  # noqa: A002
        """Return the data sources of a type with these arguments; empty if there are none."""
        return self._search.find("data", type, arguments)

    def has_output(self, name: str, arguments: object = None) -> Block:
        """Assert that there is an output with these arguments, such as ``value``.

        Args:
            name: Its name; ``*`` stands for any characters.
            arguments: The expected arguments. Default: any.
        """
        __tracebackhide__ = True
        return self._search.has("output", name, arguments, None)

    def has_no_output(self, name: str, arguments: object = None) -> None:
        """Assert that no output with that name has these arguments."""
        __tracebackhide__ = True
        self._search.has_no("output", name, arguments)

    def find_outputs(self, name: str = "*", arguments: object = None) -> list[Block]:
        """Return the outputs with a name and these arguments; empty if there are none."""
        return self._search.find("output", name, arguments)

    def has_provider(self, name: str, arguments: object = None) -> Block:
        """Assert that a provider, such as ``aws``, has these arguments."""
        __tracebackhide__ = True
        return self._search.has("provider", name, arguments, None)

    def has_backend(self, type: str, arguments: object = None) -> Block:  # noqa: A002
        """Assert that the backend, such as ``local`` or ``s3``, has these arguments."""
        __tracebackhide__ = True
        return self._search.has("backend", type, arguments, None)


def _without_metadata(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_metadata(v) for k, v in value.items() if k != _METADATA}
    return [_without_metadata(item) for item in value] if isinstance(value, list) else value
