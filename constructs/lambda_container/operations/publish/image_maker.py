"""What makes the images of a publish: an engine, or a builder elsewhere."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from lambda_container.aws_api.ecr import Registry
from lambda_container.engine.builder import Builder
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.operations.publish.builder_push import BuilderPush
from lambda_container.operations.publish.engine_push import EnginePush
from lambda_container.operations.publish.image_push import ImagePush
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.wanted_image import Wanted

_HERE = 4
_ELSEWHERE = 16


class ImageMaker:
    """Makes images; the engine is looked for when the first one is needed.

    Args:
        progress: Receives progress reports.
        find_engine: Finds the engine.
        jobs: Number of parallel builds. Default: one per processor, at most 4; 16 on a builder
            elsewhere.
        cache: Repository for build caches, if any.
        pull: Whether builds ask for newer bases, as far as they are not pinned.
        labels: Labels of what is built, which are no inputs: they change no tag.
    """

    def __init__(
        self,
        progress: Progress,
        *,
        find_engine: Callable[[], Engine],
        jobs: int | None,
        cache: str | None,
        pull: bool,
        labels: Mapping[str, str],
    ) -> None:
        self._progress, self._find_engine, self._jobs = progress, find_engine, jobs
        self._options: Mapping[str, Any] = {"cache": cache, "pull": pull, "labels": labels}
        self._guard = threading.Lock()
        self._found: tuple[Engine, Builder | None] | EngineError | None = None

    def at_once(self, *, builds: bool) -> int:
        """How many images to make at once.

        Args:
            builds: Whether some are built, and not only copied.
        """
        if self._jobs is not None:
            return self._jobs
        if builds:
            with suppress(EngineError):  # raised again by push_of
                _, builder = self._use()
                if builder is not None and not builder.is_on_this_machine:
                    return _ELSEWHERE
        return min(_HERE, os.cpu_count() or 1)

    def push_of(self, wanted: Wanted, registry: Registry) -> ImagePush:
        """What builds and pushes an image.

        Raises:
            EngineError: There is no engine, or no such builder.
        """
        engine, builder = self._use()
        common: dict[str, Any] = {
            "engine": engine,
            "registry": registry,
            "wanted": wanted,
            "progress": self._progress,
            **self._options,
        }
        return EnginePush(**common) if builder is None else BuilderPush(**common, builder=builder)

    def stop(self) -> None:
        """End what the engine does."""
        if isinstance(self._found, tuple):
            self._found[0].stop()

    def _use(self) -> tuple[Engine, Builder | None]:
        with self._guard:
            if self._found is None:
                try:
                    engine = self._find_engine()
                    self._found = engine, Builder.selected(engine)
                except EngineError as error:
                    self._found = error  # for each image, and found once
            if isinstance(self._found, EngineError):
                raise self._found
            return self._found
