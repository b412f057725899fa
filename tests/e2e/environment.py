"""An environment of the project, from its source to what Terraform made of it."""

from __future__ import annotations

from tests.e2e.project import Project
from tests.e2e.terraform import Changes, Installation, Workspace


class Deployment:
    """A project, and the one stack that it is deployed as."""

    def __init__(self, project: Project, terraform: Installation) -> None:
        self.project = project
        self._terraform = terraform
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        """Where Terraform runs, once it was synthesized."""
        if self._workspace is None:
            self.project.synth()
            self._workspace = Workspace(self.project.stack, self._terraform)
            self._workspace.init()
        return self._workspace

    def ensure(self) -> None:
        """Deploy it, unless it is."""
        if not self.project.state.exists() or not self.workspace.resources():
            self.apply()

    def plan(self) -> Changes:
        workspace = self.workspace
        self.project.synth()
        return workspace.plan()

    def apply(self) -> Changes:
        workspace = self.workspace
        self.project.synth()
        return workspace.apply()
