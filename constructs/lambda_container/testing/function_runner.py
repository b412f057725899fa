"""Run functions of stacks during tests."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from lambda_container.engine.engine import Engine
from lambda_container.engine.local_function import LocalFunction
from lambda_container.invocation import FunctionError, Invocation
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.find_function import find_function
from lambda_container.manifest.stack_json import read_stack, stack_file
from lambda_container.manifest.stack_reader import read_manifest, stack_manifest
from lambda_container.operations.invoke.environment_variables import variables_of
from lambda_container.operations.invoke.local_run import prepare

if TYPE_CHECKING:
    from cdktf import TerraformStack

__all__ = ["FunctionError", "FunctionRunner", "Invocation", "LocalFunction"]


class FunctionRunner(ExitStack):
    """Builds and runs functions in containers, which are removed after the ``with`` block.

    Args:
        engine: Engine that builds and runs them.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._running: dict[str, LocalFunction] = {}
        self.callback(self._running.clear)

    def __call__(
        self,
        stack: TerraformStack | str | Path,
        name: str | None = None,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> LocalFunction:
        """Run a function as its stack defines it; the same call returns the running function.

        Args:
            stack: A stack, or the folder that it was synthesized to.
            name: The function's id, such as ``Hello``, its path or its name in AWS. Default: the
                only one.
            environment: Variables in addition to the stack's own, and values for those that are
                Terraform references.

        Raises:
            FunctionNotFound: No function matches, or more than one does.
            VariableError: A variable that is a Terraform reference has no value.
            EngineError: Its image does not build, or it does not start.
        """
        manifest = _manifest(stack)
        manifest, function = find_function([manifest], name)
        variables = variables_of(function, environment or {})
        run = prepare(self._engine, manifest, function, environment=variables)
        key = repr(run)
        if key not in self._running:
            self._running[key] = self.enter_context(LocalFunction(self._engine, run))
        return self._running[key]


def _manifest(stack: TerraformStack | str | Path) -> StackManifest:
    if isinstance(stack, (str, Path)):
        return read_manifest(Path(stack))
    from cdktf import Testing  # noqa: PLC0415 - needs Node; only for stacks

    from lambda_container.image.stack_folder import stack_folder  # noqa: PLC0415
    from lambda_container.terraform.construct_tree import node_of  # noqa: PLC0415

    name = node_of(stack).id
    outdir = Path(Testing.full_synth(stack))
    try:
        content = read_stack(stack_file(outdir, name))
    finally:
        shutil.rmtree(outdir)
    return stack_manifest(content, folder=stack_folder(stack), name=name)
