"""From what a stack says of a function to what can run here."""

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
    """Build the image of a function unless it is there, and find the emulator for it.

    Args:
        engine: What builds and runs it.
        stack: Its stack.
        function: The function.
        environment: Its variables, beside those that Lambda sets.
        image: Another image to run, by its name.
        architecture: Another architecture than its own.
        emulator: The emulator's file. Default: see ``find_emulator``.
        rebuild: Whether to build even if an image of the same content is there.
        show: Is given each line of the build.
        note: Is told what takes long.

    Raises:
        EngineError: The image does not build, or cannot be pulled.
        EmulatorError: The emulator cannot be had.
        LambdaContainerError: Which image it runs is not known here.
    """
    architecture = architecture or function.architecture
    platform = PLATFORMS[architecture]
    built = None if function.image is None else stack.image(function.image)
    if image is not None or built is None:
        found = _existing(engine, function, image or function.image_uri, platform, show)
    else:
        found = ensure_image(engine, stack, built, platform=platform, rebuild=rebuild, show=show)
    run = LocalRun(
        name=function.function_name or function.id.replace("/", "-"),
        image=found,
        platform=platform,
        emulator=at_hand(architecture, emulator),
        # Where only Terraform knows the value, the default stands for it.
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
    show: Callable[[str], None] | None,
) -> LocalImage:
    if image is None or "${" in image:
        raise LambdaContainerError(
            f"{function.path}: only Terraform knows which image it runs: name one with --image"
        )
    try:
        return engine.inspect(image)
    except EngineError:
        engine.run(["pull", "--platform", platform, image], show=show)
        return engine.inspect(image)


def _of_lambda(function: FunctionEntry) -> dict[str, str]:
    """What Lambda sets itself, as far as the emulator does not."""
    variables = {
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name or function.id.replace("/", "-"),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size or defaults.MEMORY_SIZE),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(function.timeout or defaults.TIMEOUT),
    }
    if function.region is not None:
        variables |= {"AWS_REGION": function.region, "AWS_DEFAULT_REGION": function.region}
    return variables
