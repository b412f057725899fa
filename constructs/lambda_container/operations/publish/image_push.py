"""Make one image in a registry: what an engine and a builder elsewhere have in common."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

import stamina

from lambda_container.aws_api.ecr import Registry
from lambda_container.engine.build_request import Build
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError
from lambda_container.engine.registry_login import logged_in
from lambda_container.errors import LambdaContainerError
from lambda_container.operations.publish.progress import Progress
from lambda_container.operations.publish.wanted_image import Wanted

T = TypeVar("T")

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushed:
    """Result of a push.

    Attributes:
        digest: Digest that was pushed, if it is known.
        is_own: False if another publish pushed the image first.
    """

    digest: str | None
    is_own: bool = True


@dataclass(kw_only=True)
class ImagePush(ABC):
    """Builds one image, and pushes it.

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

    retried: ClassVar[re.Pattern[str]]
    """What a failure that is worth another attempt says."""

    seconds: ClassVar[float | None]
    """How long after the first attempt others begin; ``None`` for any time."""

    @abstractmethod
    def run(self) -> Pushed:
        """Build, check and push.

        Raises:
            EngineError: The image cannot be built or pushed.
            LambdaContainerError: Lambda could not run the image.
        """

    def request(self, *tags: str) -> Build:
        """The build, of an image with these names."""
        caches = self._caches()
        return Build(
            inputs=self.wanted.stack.inputs(self.wanted.image),
            tags=tags,
            pull=self.pull,
            labels=self.labels,
            cache_from=caches[:1],
            cache_to=[
                f"{cache},mode=max,image-manifest=true,oci-mediatypes=true" for cache in caches
            ],
        )

    def _caches(self) -> Sequence[str]:
        if self.cache is None:
            return []
        name = re.sub(r"[^A-Za-z0-9_.-]", "-", self.wanted.image.id.removeprefix("Image-"))
        return [f"type=registry,ref={self.cache}:{name}-{self.wanted.image.architecture}"]

    def show(self, line: str) -> None:
        """Report a line that the engine printed."""
        self.progress.detail(self.wanted.label, line)

    def check_platform(self, platform: str) -> None:
        """Check that the function can run an image of this platform."""
        wanted = self.wanted.image.inputs.platform
        if platform != wanted:
            raise LambdaContainerError(
                f"the image is for {platform}, but the function needs {wanted}: use a base"
                " image for that platform"
            )

    @staticmethod
    def check_size(size: int, kind: str = "") -> None:
        """Check that Lambda can run an image of this size.

        Args:
            size: In bytes.
            kind: What the size is, if not that of the files.
        """
        if size > _SIZE_LIMIT:
            raise LambdaContainerError(
                f"the image has {size / 1024**3:.1f} GB{kind}, but Lambda allows at most 10 GB"
            )

    def attempt(self, doing: str, work: Callable[[Mapping[str, str]], T]) -> T:
        """Do something with a login, again if the registry or the connection failed.

        Args:
            doing: What it is, for the reports.
            work: Does it, given the variables that log the engine in.
        """
        renew = False
        for attempt in stamina.retry_context(
            on=self._is_worth_it,
            attempts=_ATTEMPTS,
            timeout=self.seconds,
            wait_initial=1.0,
            wait_max=20,
        ):
            with attempt:
                again = f", attempt {attempt.num}" if attempt.num > 1 else ""
                self.progress.step(self.wanted.label, f"{doing}{again}")
                with self.logged_in(renew=renew) as environment:
                    try:
                        return work(environment)
                    except EngineError as error:
                        self._has_new_login = renew
                        renew = _EXPIRED.search(self.said(error)) is not None
                        raise
        raise AssertionError("unreachable")  # stamina raises the error of the last attempt

    @contextmanager
    def logged_in(self, *, renew: bool = False) -> Iterator[Mapping[str, str]]:
        """Yield the variables that log the engine in to the registry."""
        login = self.registry.login(renew=renew)
        with logged_in(
            self.engine, host=login.host, user=login.user, password=login.password
        ) as environment:
            yield environment

    def said(self, error: EngineError) -> str:
        """What a failure says of itself."""
        return str(error)

    def is_there(self) -> bool:
        """Whether the registry has the image by now."""
        found = self.registry.find(self.wanted.repository, tag=self.wanted.tag)
        return found is not None and found.is_single

    def _is_worth_it(self, error: Exception) -> bool:
        if not isinstance(error, EngineError):
            return False
        # A repository's name is not part of the error.
        said = self.said(error).replace(self.wanted.repository, "")
        if _EXPIRED.search(said) is not None:
            return not self._has_new_login
        return self.retried.search(said) is not None and _FINAL.search(said) is None
