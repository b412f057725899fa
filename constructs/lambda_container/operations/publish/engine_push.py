"""Build and push one image with an engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import stamina

from lambda_container.aws_api.ecr import Login, Registry
from lambda_container.engine.build_request import Build, LocalImage
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.engine.registry_login import logged_in
from lambda_container.errors import LambdaContainerError
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.wanted_image import Wanted

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: uncompressed.
_SIZE_LIMIT = 10 * 1024**3
_ATTEMPTS = 4
# A retry would fail in the same way.
_FINAL = re.compile(
    r"immutable|denied|not authorized|forbidden|no space left|does not exist|name unknown|"
    r"not known to registry|disk is full|limit|quota|was interrupted|does not answer",
    re.IGNORECASE,
)
# Docker 29.0 to 29.6 report an expired login only by a status code.
_EXPIRED = re.compile(
    r"token has expired|no basic auth credentials"
    r"|unexpected status from HEAD request to \S+: 403 Forbidden",
    re.IGNORECASE,
)
_TAKEN = re.compile(r"immutable|already exists", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushed:
    """Result of a push.

    Attributes:
        digest: Digest that the engine reports, if any.
        is_own: False if another publish pushed the image first.
    """

    digest: str | None
    is_own: bool = True


@dataclass
class BuildAndPush:
    """Builds and pushes one image.

    Attributes:
        engine: Engine to use.
        registry: Target registry.
        wanted: The image.
        progress: Receives progress reports.
        cache: Repository for build caches, if any.
        pull: Whether to ask the registries for newer bases, as far as they are not pinned.
        labels: Labels that are no inputs.
    """

    engine: Engine
    registry: Registry
    wanted: Wanted
    progress: Progress
    cache: str | None = None
    pull: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)
    _has_new_login: bool = field(default=False, init=False)

    @property
    def _name(self) -> str:
        return f"{self.registry.url(self.wanted.repository)}:{self.wanted.tag}"

    def run(self) -> Pushed:
        """Build, check and push.

        Raises:
            EngineError: The image cannot be built or pushed.
            LambdaContainerError: Lambda could not run the image.
        """
        self.progress.step(self.wanted.label, "building")
        with self._logged_in(self.registry.login()) as environment:
            image = self.engine.build(self._build(), show=self._show, environment=environment)
        self._check(image)
        self.progress.step(self.wanted.label, "pushing")
        try:
            return self._push()
        except EngineError as error:
            if _TAKEN.search(str(error)) and self._is_there():
                return Pushed(digest=None, is_own=False)
            raise

    def _push(self) -> Pushed:
        renew = False
        for attempt in stamina.retry_context(
            on=self._is_worth_it, attempts=_ATTEMPTS, timeout=900, wait_initial=1.0, wait_max=20
        ):
            with attempt:
                if attempt.num > 1:
                    self.progress.step(self.wanted.label, f"pushing, attempt {attempt.num}")
                with self._logged_in(self.registry.login(renew=renew)) as environment:
                    try:
                        return Pushed(
                            digest=self.engine.push(
                                self._name, show=self._show, environment=environment
                            )
                        )
                    except EngineError as error:
                        self._has_new_login = renew
                        renew = _EXPIRED.search(str(error)) is not None
                        raise
        raise AssertionError("unreachable")  # stamina raises the error of the last attempt

    def _is_there(self) -> bool:
        found = self.registry.find(self.wanted.repository, tag=self.wanted.tag)
        return found is not None and found.is_single

    def _check(self, image: LocalImage) -> None:
        wanted = self.wanted.image.inputs.platform
        if image.platform != wanted:
            raise LambdaContainerError(
                f"the image is for {image.platform}, but the function needs {wanted}: use a base"
                " image for that platform"
            )
        size = self.engine.size(image.id)
        if size > _SIZE_LIMIT:
            raise LambdaContainerError(
                f"the image has {size / 1024**3:.1f} GB, but Lambda allows at most 10 GB"
            )

    def _build(self) -> Build:
        caches = self._caches()
        return Build(
            inputs=self.wanted.stack.inputs(self.wanted.image),
            tags=[self._name],
            pull=self.pull,
            labels=self.labels,
            cache_from=caches[:1],
            cache_to=[
                f"{cache},mode=max,image-manifest=true,oci-mediatypes=true" for cache in caches
            ],
        )

    def _caches(self) -> list[str]:
        if self.cache is None:
            return []
        name = re.sub(r"[^A-Za-z0-9_.-]", "-", self.wanted.image.id.removeprefix("Image-"))
        return [f"type=registry,ref={self.cache}:{name}-{self.wanted.image.architecture}"]

    def _show(self, line: str) -> None:
        self.progress.detail(self.wanted.label, line)

    @contextmanager
    def _logged_in(self, login: Login) -> Iterator[dict[str, str]]:
        with logged_in(
            self.engine, host=login.host, user=login.user, password=login.password
        ) as environment:
            yield environment

    def _is_worth_it(self, error: Exception) -> bool:
        if not isinstance(error, EngineError):
            return False
        # A repository's name is not part of the error.
        said = str(error).replace(self.wanted.repository, "")
        if _EXPIRED.search(said) is not None:
            return not self._has_new_login
        return _FINAL.search(said) is None
