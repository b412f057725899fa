"""Build one image on a builder elsewhere, which pushes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lambda_container.aws_api.ecr import RemoteImage
from lambda_container.aws_api.errors import TagExists
from lambda_container.aws_api.image_config import image_config
from lambda_container.build.architecture import platform_of
from lambda_container.engine.builder import Builder
from lambda_container.engine.engine_process import EngineError
from lambda_container.operations.publish.image_push import ImagePush, Pushed

_PUSHES = re.compile(r"^#\d+ pushing layers\b")


@dataclass(kw_only=True)
class BuilderPush(ImagePush):
    """Builds one image on a builder, checks what is in the registry, and tags it.

    It is pushed without a tag: until it is checked, nothing finds it, and if it is refused, it
    expires as every untagged image does.

    Attributes:
        builder: The builder.
    """

    builder: Builder
    _is_pushing: bool = field(default=False, init=False)

    # A builder that is restarted keeps its cache. What fails to build, fails to build again.
    retried = re.compile(r"failed to push|error writing (?:layer|manifest) blob|\bUnavailable\b")
    seconds = None  # an attempt is a whole build

    def run(self) -> Pushed:
        """See ``ImagePush``."""
        repository = self.registry.url(self.wanted.repository)

        def build(environment: Mapping[str, str]) -> str:
            self._is_pushing = False
            return self.builder.build_and_push(
                self.request(), repository, show=self.show, environment=environment
            )

        digest = self.attempt(f"building on {self.builder.name}", build)
        found = self.registry.find(self.wanted.repository, digest=digest)
        if found is None:
            raise EngineError(f"{self.wanted.repository}@{digest} is absent after the push")
        self._check(found)
        try:
            self.registry.put(self.wanted.repository, found, self.wanted.tag)
        except TagExists:
            if self.is_there():
                return Pushed(digest=None, is_own=False)
            raise
        return Pushed(digest=digest)

    def said(self, error: EngineError) -> str:
        """The error itself, without what the steps of the build printed before it."""
        errors = [line for line in error.output if line.startswith("ERROR: ")]
        return errors[-1] if errors else str(error).partition("\n")[0]

    def show(self, line: str) -> None:
        """Report a line, and that the push begins."""
        if _PUSHES.match(line) and not self._is_pushing:
            self._is_pushing = True
            self.progress.step(self.wanted.label, "pushing")
        super().show(line)

    def _check(self, image: RemoteImage) -> None:
        if not image.is_single:
            raise EngineError(
                f"the builder {self.builder.name} pushed an index ({image.media_type}), which"
                " Lambda refuses"
            )
        self.check_platform(platform_of(image_config(self.registry, self.wanted.repository, image)))
        self.check_size(sum(size for _, size in image.blobs), " compressed")
