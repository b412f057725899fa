"""Build one image in an engine, and push it from there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lambda_container.engine.build_request import LocalImage
from lambda_container.engine.engine_process import EngineError
from lambda_container.operations.publish.image_push import ImagePush, Pushed

_TAKEN = re.compile(r"immutable|already exists", re.IGNORECASE)


@dataclass(kw_only=True)
class EnginePush(ImagePush):
    """Builds one image in an engine, checks it there, and pushes it."""

    retried = re.compile("")  # whatever ends a push
    seconds = 900

    def run(self) -> Pushed:
        """See ``ImagePush``."""
        name = f"{self.registry.url(self.wanted.repository)}:{self.wanted.tag}"
        self.progress.step(self.wanted.label, "building")
        with self.logged_in() as environment:
            image = self.engine.build(self.request(name), show=self.show, environment=environment)
        self._check(image)

        def push(environment: Mapping[str, str]) -> Pushed:
            return Pushed(digest=self.engine.push(name, show=self.show, environment=environment))

        try:
            return self.attempt("pushing", push)
        except EngineError as error:
            if _TAKEN.search(str(error)) and self.is_there():
                return Pushed(digest=None, is_own=False)
            raise

    def _check(self, image: LocalImage) -> None:
        self.check_platform(image.platform)
        self.check_size(self.engine.size(image.id))
