"""Plan one stack with Terraform, and apply a plan."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.stack_reader import stack_manifest
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.deploy.plan_file import (
    PlanRecord,
    read_plan,
    unpack_plan,
    write_plan,
)
from lambda_container.operations.deploy.plan_summary import PlanSummary, summary_of
from lambda_container.operations.deploy.terraform import (
    CommandFailed,
    Diagnostic,
    Message,
    Terraform,
    find_terraform,
)
from lambda_container.operations.publish.progress import Progress

_SHOWN_LINES = 20
_STALE = "saved plan is stale"
# What https://developer.hashicorp.com/terraform/internals/machine-readable-ui calls each action.
_DONE = {"create": "created", "update": "updated", "delete": "deleted", "read": "read"}
_DOING = {"create": "creating", "update": "updating", "delete": "deleting", "read": "reading"}
_OF_IMAGE = re.compile(r"data\.aws_ecr_(?:image|repository)\.")
_MISSING = re.compile(r"not ?found|no results|couldn't find", re.IGNORECASE)


class StalePlan(LambdaContainerError):  # noqa: N818 - reads as what it says
    """The plan is of another state, or of other files, than there are now."""


@dataclass(frozen=True)
class Deployment:
    """One stack, as Terraform plans and applies it.

    Attributes:
        stack: The stack.
        terraform: Terraform in its folder.
    """

    stack: StackManifest
    terraform: Terraform

    def plan(
        self,
        file: Path,
        progress: Progress,
        *,
        destroy: bool = False,
        lock: bool = True,
        reconfigure: bool = False,
        refresh_only: bool = False,
    ) -> PlanSummary:
        """Plan, and save the plan.

        Args:
            file: Where to save Terraform's plan.
            progress: Receives progress reports.
            destroy: Whether to plan to destroy everything.
            lock: Whether to hold the lock of the state meanwhile.
            refresh_only: Whether to plan nothing but to record what was changed outside Terraform.
            reconfigure: Whether to use the backend as it is configured now, whatever it was.

        Raises:
            CommandFailed: Terraform fails.
        """
        name = self.stack.name
        options = [f"-out={file}", *(["-destroy"] if destroy else [])]
        options += [] if lock else ["-lock=false"]
        options += ["-refresh-only"] if refresh_only else []
        try:
            self.prepare(progress, *(["-reconfigure"] if reconfigure else []))
            progress.step(name, "planning")
            self.terraform.run("plan", *options, show=partial(_show_message, progress, name))
        except CommandFailed as error:
            progress.done(name, "failed")
            raise self._with_hint(error) from error
        summary = summary_of(self.terraform.show(file))
        progress.done(name, "planned")
        return summary

    def apply(self, file: Path, progress: Progress) -> dict[str, Any]:
        """Apply a saved plan.

        Args:
            file: Terraform's plan.
            progress: Receives progress reports.

        Returns:
            The outputs that are no secrets.

        Raises:
            StalePlan: The state has changed since.
            CommandFailed: Terraform fails; with the end of the log of a build that failed.
        """
        started = time.time()
        outputs: dict[str, Any] = {}

        def show(message: Message) -> None:
            outputs.update(_outputs(message))
            _show_resource(progress, message)

        try:
            self.terraform.run("apply", str(file), show=show)
        except CommandFailed as error:
            if error.says(_STALE):
                raise StalePlan(
                    f"{self.stack.name}: the plan is stale, because the state was changed after it"
                    " was made; nothing was applied. Plan again"
                ) from error
            logs = "".join(self._build_logs(started))
            rest = "what was done is in the state: deploy again to go on"
            raise CommandFailed(f"{error}{logs}\n{self.stack.name}: {rest}") from error
        return outputs

    def keep(self, plan: Path, file: Path) -> None:
        """Keep a plan, to be applied later, maybe elsewhere.

        Raises:
            PlanFileError: The file cannot be written.
        """
        record = PlanRecord(stack=self.stack.name)
        write_plan(file, record, self.terraform.folder, plan)

    def prepare(self, progress: Progress, *arguments: str) -> None:
        """Initialize Terraform in the stack's folder.

        Raises:
            CommandFailed: Terraform fails.
        """
        progress.step(self.stack.name, "initializing")
        self.terraform.init(*arguments)

    def _build_logs(self, started: float) -> list[str]:
        """The end of each log that a build has written to since."""
        ends = []
        for image in self.stack.images:
            log = None if image.build_log is None else self.stack.path(image.build_log)
            try:
                if log is None or log.stat().st_mtime < started:
                    continue
                lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError:
                continue
            shown = "\n".join(f"    {line}" for line in lines[-_SHOWN_LINES:])
            ends.append(f"\n  The end of {log.name}:\n{shown}")
        return ends

    def _with_hint(self, error: CommandFailed) -> CommandFailed:
        if not any(map(_is_about_missing_image, error.diagnostics)):
            return error
        return CommandFailed(
            f"{error}\nAn image that is not in its repository yet has to be published first: run"
            f" lambda-container publish {self.stack.name}, or plan --publish"
        )


def _is_about_missing_image(diagnostic: Diagnostic) -> bool:
    found = f"{diagnostic.summary} {diagnostic.detail}"
    of_image = _OF_IMAGE.match(diagnostic.address or "")
    return of_image is not None and _MISSING.search(found) is not None


def _show_message(progress: Progress, name: str, message: Message) -> None:
    progress.detail(name, str(message.get("@message", "")))


def _show_resource(progress: Progress, message: Message) -> None:
    kind, hook = message.get("type"), message.get("hook", {})
    action = hook.get("action")
    if not isinstance(hook.get("resource"), Mapping) or action not in _DOING:
        return
    address = hook["resource"]["addr"]
    if kind == "apply_start":
        progress.step(address, _DOING[action])
    elif kind == "apply_progress":
        progress.detail(address, f"{hook.get('elapsed_seconds', 0)} s")
    elif kind == "apply_complete":
        progress.done(address, _DONE[action])
    elif kind == "apply_errored":
        progress.done(address, "failed")


def _outputs(message: Message) -> dict[str, Any]:
    if message.get("type") != "outputs":
        return {}
    found: Mapping[str, Any] = message.get("outputs", {})
    return {
        name: output["value"]
        for name, output in found.items()
        if not output.get("sensitive") and "value" in output
    }


def unpacked(
    file: Path, plan: Path, project: Project, *, name: str | None = None, profile: str | None = None
) -> Deployment:
    """Return the deployment of a kept plan, which is put into the folder of its stack.

    Args:
        file: The kept plan.
        plan: Where to put Terraform's plan.
        project: The project.
        name: The stack that is meant. Default: that of the plan.
        profile: AWS profile. Default: the default credential chain.

    Raises:
        PlanFileError: The file is not a plan.
        StalePlan: The plan is of another stack, or an image would be built of other
            files than it was planned for.
        TerraformError: There is no Terraform.
    """
    record, whole = read_plan(file)
    if name not in (None, record.stack):
        raise StalePlan(f"{file}: is a plan of the stack {record.stack!r}, not of {name!r}")
    folder = project.outdir / "stacks" / record.stack
    stack = stack_manifest(whole, folder=folder, name=record.stack)
    terraform = Terraform(find_terraform(), folder, profile)
    _check_sources(file, stack, project)
    unpack_plan(file, folder, plan)
    return Deployment(stack, terraform)


def _check_sources(file: Path, stack: StackManifest, project: Project) -> None:
    """Refuse a plan whose images Terraform would build of other files than were planned."""
    planned = {one.id: one.content_hash for one in stack.images if one.build == "terraform"}
    if not planned:
        return
    with TemporaryDirectory() as outdir:
        now = Project.find(project.folder, outdir=Path(outdir))
        now.synthesize()
        found = {one.name: one for one in now.manifests()}.get(stack.name)
    hashes = {} if found is None else {one.id: one.content_hash for one in found.images}
    for id_, content_hash in planned.items():
        if hashes.get(id_) != content_hash:
            raise StalePlan(
                f"{file}: the files of image {id_.removeprefix('Image-')} have changed since the"
                " plan, which Terraform would build; nothing was applied. Plan again"
            )
