"""Prepare a function of a stack for a local run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from lambda_container import defaults
from lambda_container.build.architecture import PLATFORMS, Architecture
from lambda_container.engine.build_request import LocalImage
from lambda_container.engine.emulator import at_hand, find_emulator
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.engine.local_function import LocalRun
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry, StackManifest
from lambda_container.operations.invoke.local_image import ensure_image


def prepare(
    engine: Engine,
    stack: StackManifest,
    function: FunctionEntry,
    *,
    environment: Mapping[str, str],
    image: str | None = None,
    architecture: Architecture | None = None,
    emulator: Path | None = None,
    rebuild: bool = False,
    show: Callable[[str], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> LocalRun:
    """Build the image of a function unless it exists, and find the emulator for it.

    Args:
        engine: Engine that builds and runs the function.
        stack: Stack of the function.
        function: The function.
        environment: Its variables, in addition to those that Lambda sets.
        image: Name of an image to run instead of the function's.
        architecture: Architecture to use instead of the function's.
        emulator: The emulator's file. Default: see ``find_emulator``.
        rebuild: Whether to build even if an image with the same content exists.
        show: Called with each line of the build's output.
        note: Called with a message before a slow step.

    Raises:
        EngineError: The image cannot be built or pulled.
        EmulatorError: The emulator is not available.
        LambdaContainerError: The function's image is a Terraform reference.
    """
    architecture = architecture or function.architecture
    platform = PLATFORMS[architecture]
    built = None if function.image is None else stack.image(function.image)
    if image is not None or built is None:
        found = _existing(
            engine, function, image or function.image_uri, platform, show=show, note=note
        )
    else:
        found = ensure_image(
            engine, stack, built, platform=platform, rebuild=rebuild, show=show, note=note
        )
    run = LocalRun(
        name=function.function_name or function.id.replace("/", "-"),
        image=found,
        platform=platform,
        emulator=at_hand(architecture, emulator),
        # The default replaces a Terraform reference.
        memory_size=function.memory_size or defaults.MEMORY_SIZE,
        timeout=function.timeout or defaults.TIMEOUT,
        ephemeral_storage=function.ephemeral_storage or defaults.EPHEMERAL_STORAGE,
        environment={**_of_lambda(function), **environment},
        entry_point=function.entry_point,
        command=function.command,
        working_directory=function.working_directory,
    )
    if run.emulator is None and run.needs_emulator:
        return replace(run, emulator=find_emulator(architecture, note=note))
    return run


def _existing(
    engine: Engine,
    function: FunctionEntry,
    image: str | None,
    platform: str,
    *,
    show: Callable[[str], None] | None,
    note: Callable[[str], None] | None,
) -> LocalImage:
    if image is None or "${" in image:
        raise LambdaContainerError(
            f"{function.path}: its image is known only after apply: specify one with --image"
        )
    try:
        return engine.inspect(image)
    except EngineError:
        if note is not None:
            note(f"{image}: pulling")
        engine.run(["pull", "--platform", platform, image], show=show)
        return engine.inspect(image)


def _of_lambda(function: FunctionEntry) -> dict[str, str]:
    """Return the variables that Lambda sets and the emulator does not."""
    variables = {
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name or function.id.replace("/", "-"),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size or defaults.MEMORY_SIZE),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(function.timeout or defaults.TIMEOUT),
    }
    if function.region is not None:
        variables |= {"AWS_REGION": function.region, "AWS_DEFAULT_REGION": function.region}
    return variables
