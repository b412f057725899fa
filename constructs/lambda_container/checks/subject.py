"""The subject of an error: what the rejected argument belongs to."""

from __future__ import annotations

from constructs import IConstruct

from lambda_container.terraform.construct_tree import path_below


def named(noun: str, name: object) -> str:
    """A subject before there is a construct: ``BuildSecret 'pip'``, or the noun alone."""
    return f"{noun} {name!r}" if isinstance(name, str) else noun


class Subject:
    """The subject of an error: ``ContainerFunction 'dev/Orders'``.

    The path is read from Node only when needed.
    """

    def __init__(
        self,
        noun: str,
        scope: IConstruct,
        id: str | None = None,  # noqa: A002 - constructs' own name
    ) -> None:
        # Without an id, the subject is the scope itself.
        self._noun, self._scope, self._id = noun, scope, id

    @property
    def scope(self) -> IConstruct:
        """The parent construct, or the construct itself."""
        return self._scope

    @property
    def path(self) -> str:
        """The construct's path, such as ``dev/Orders``."""
        return path_below(self._scope, self._id)

    def __str__(self) -> str:
        return f"{self._noun} '{self.path}'"
