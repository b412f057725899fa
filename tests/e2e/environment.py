"""A stack, from its source to what Terraform made of it."""

from __future__ import annotations

from typing import Generic, TypeVar

from tests.e2e.project import Source
from tests.e2e.terraform import Changes, Installation, Workspace

S = TypeVar("S", bound=Source)


class Deployment(Generic[S]):
    """A source, and the stack that it is deployed as.

    Attributes:
        is_applied: Whether it was deployed, and not destroyed since.
    """

    def __init__(self, source: S, terraform: Installation) -> None:
        self.source, self._terraform = source, terraform
        self._workspace: Workspace | None = None
        self.is_applied = False

    @property
    def workspace(self) -> Workspace:
        """Where Terraform runs, once it was synthesized."""
        if self._workspace is None:
            self.source.synth()
            self._workspace = Workspace(self.source.stack, self._terraform)
            self._workspace.init()
        return self._workspace

    def ensure(self) -> None:
        """Deploy it, unless it is."""
        if not self.is_applied:
            self.apply()
            self.is_applied = True

    def plan(self, *arguments: str) -> Changes:
        """What would be done with the source as it is."""
        workspace = self.workspace
        self.source.synth()
        return workspace.plan(*arguments)

    def apply(self, *arguments: str) -> Changes:
        """Deploy the source as it is; returns what was planned."""
        workspace = self.workspace
        self.source.synth()
        return workspace.apply(*arguments)

    def destroy(self) -> Changes:
        self.is_applied = False
        return self.workspace.destroy()
