"""A registry, an engine and an identity in memory, as the real ones are called."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from lambda_container.aws_api.ecr import Login, RemoteImage
from lambda_container.aws_api.errors import AwsError, RepositoryMissing, TagExists
from lambda_container.build.build_inputs import BuildInputs
from lambda_container.engine.build_request import Build, LocalImage
from lambda_container.engine.engine_process import EngineError
from lambda_container.manifest.entries import (
    FunctionEntry,
    ImageEntry,
    RepositoryEntry,
    StackManifest,
)
from lambda_container.operations.publish.wanted_image import Wanted
from tests.lambda_container.operations.publish.stand_in_scans import StandInScans

V2 = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def remote(name: str, *, media_type: str = V2, layer_bytes: int | None = None) -> RemoteImage:
    """An image whose digest follows from its name."""
    config = {"digest": f"sha256:{name}-config", "size": 1}
    layers = [] if layer_bytes is None else [{"digest": f"sha256:{name}", "size": layer_bytes}]
    manifest = json.dumps({"mediaType": media_type, "config": config, "layers": layers})
    digest = "sha256:" + hashlib.sha256(name.encode()).hexdigest()
    return RemoteImage(digest=digest, media_type=media_type, manifest=manifest)


class StandInRegistry:
    """Repositories by name, each with its tags."""

    region = "eu-west-1"
    ca_bundle = None

    def __init__(self, account: str = "111122223333") -> None:
        self.host = f"{account}.dkr.ecr.eu-west-1.amazonaws.com"
        self.where = f"ECR of {account} in eu-west-1"
        self.repositories: dict[str, dict[str, RemoteImage]] = {}
        self.logins = 0
        self.untagged: dict[str, list[RemoteImage]] = {}
        self.made: list[str] = []
        self.asked = 0

    def url(self, repository: str) -> str:
        return f"{self.host}/{repository}"

    def login(self, *, renew: bool = False) -> Login:
        self.logins += renew or not self.logins
        return Login(self.host, "AWS", f"password-{self.logins}")

    def find(
        self, repository: str, *, tag: str | None = None, digest: str | None = None
    ) -> RemoteImage | None:
        self.asked += 1
        if repository not in self.repositories:
            raise RepositoryMissing(f"{self.where} has no {repository}")
        for name, image in self.repositories[repository].items():
            if tag == name or digest == image.digest:
                return image
        for image in self.untagged.get(repository, []):
            if digest == image.digest:
                return image
        return None

    def tags(self, repository: str, *, digest: str | None = None) -> Iterator[tuple[str, str]]:
        for tag, image in self.repositories[repository].items():
            if digest in (None, image.digest):
                yield tag, image.digest

    def put(self, repository: str, image: RemoteImage, tag: str) -> None:
        tags = self.repositories[repository]
        if tag in tags:
            raise TagExists(f"{tag} exists")
        tags[tag] = image

    def create(self, repository: str) -> bool:
        self.made.append(repository)
        return self.repositories.setdefault(repository, {}) == {}

    def exists(self, repository: str) -> bool:
        return repository in self.repositories


class StandInAws:
    """An identity that sees one registry, functions by name, and scans."""

    def __init__(
        self,
        registry: StandInRegistry,
        functions: Mapping[str, str] = {},
        scans: StandInScans | None = None,
    ) -> None:
        self._registry, self._functions, self._scans = registry, functions, scans

    def registry(self, region: str, registry_id: str | None = None) -> StandInRegistry:
        return self._registry

    def client(self, service: str, region: str) -> StandInAws | StandInScans:
        if service == "ecr" and self._scans is not None:
            return self._scans
        assert service == "lambda"
        return self

    def get_function(self, FunctionName: str) -> dict[str, dict[str, str]]:  # noqa: N803 - AWS's
        if FunctionName not in self._functions:
            raise AwsError(f"there is no function {FunctionName}")
        return {"Code": {"ResolvedImageUri": self._functions[FunctionName]}}


class StandInEngine:
    """Builds at once; what it pushes is in the registry.

    Attributes:
        builds: What it was asked to build.
        pushes: What it was asked to push.
        fail: Is called before each push with the number of pushes before; may raise.
    """

    name = "docker"
    has_buildx = False

    def __init__(self, registry: StandInRegistry) -> None:
        self._registry = registry
        self.builds: list[Build] = []
        self.pushes: list[str] = []
        self.fail: Callable[[int], None] = lambda _: None
        self.platform: str | None = None
        self.bytes = 1
        self.media_type = V2
        self.claims: str | None = None
        self.stopped = threading.Event()

    def build(
        self,
        build: Build,
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> LocalImage:
        self.builds.append(build)
        if "fails" in build.inputs.build_args:
            raise EngineError("docker build failed (1)", output=["RUN exit 1"])
        return LocalImage(
            id="sha256:1",
            platform=self.platform or build.inputs.platform,
            entry_point=(),
            command=(),
        )

    def size(self, image: str) -> int:
        return self.bytes

    def push(
        self,
        image: str,
        *,
        show: Callable[[str], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str | None:
        self.pushes.append(image)
        self.fail(len(self.pushes) - 1)
        repository, _, tag = image.partition("/")[2].rpartition(":")
        pushed = remote(f"built-{tag}", media_type=self.media_type)
        self._registry.put(repository, pushed, tag)
        return self.claims or pushed.digest

    def variable(self, name: str) -> str | None:
        return None

    def stop(self) -> None:
        self.stopped.set()


class StandInFarm(StandInEngine):
    """An engine whose selected builder is elsewhere: what it builds is pushed, without a tag.

    Attributes:
        options: What buildx was asked to do with each build.
    """

    has_buildx = True

    def __init__(self, registry: StandInRegistry) -> None:
        super().__init__(registry)
        self.options: list[Sequence[str]] = []
        self.layer_bytes = 1
        self.told = "Name: farm\nDriver: remote\n\nNodes:\nName: farm0\nStatus: running\n"

    def read(self, arguments: Sequence[str]) -> str:
        assert arguments == ["buildx", "inspect"]
        return self.told

    def run_build(
        self,
        build: Build,
        *,
        output: Sequence[str] = (),
        show: Callable[[str], None],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.builds.append(build)
        self.options.append(output)
        show("#1 exporting to image")
        show("#1 pushing layers")
        show("#1 pushing layers 0.1s done")
        self.fail(len(self.builds) - 1)
        exported, metadata = output
        name = exported.partition("name=")[2].partition(",")[0]
        pushed = remote(f"built-{name}", media_type=self.media_type, layer_bytes=self.layer_bytes)
        self._registry.untagged.setdefault(name.partition("/")[2], []).append(pushed)
        digest = {"containerimage.digest": self.claims or pushed.digest}
        Path(metadata.partition("=")[2]).write_text(json.dumps(digest))


class Steps:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def step(self, label: str, doing: str) -> None:
        self.told.append((label, doing))

    def detail(self, label: str, line: str) -> None:
        pass

    def done(self, label: str, result: str) -> None:
        self.told.append((label, result))


def entry(name: str = "hello", *, stack: str = "dev", **changes: object) -> ImageEntry:
    """An image of a stack, as its manifest says it."""
    content_hash = str(changes.pop("content_hash", hashlib.sha256(name.encode()).hexdigest()))
    inputs = BuildInputs(
        platform="linux/amd64",
        **{name: changes.pop(name) for name in [*changes] if name in BuildInputs.__struct_fields__},  # type: ignore[arg-type]
    )
    fields: dict[str, object] = {
        "inputs": inputs,
        "id": f"Image-{name}",
        "build": "published",
        "architecture": "x86_64",
        "content_hash": content_hash,
        "tag": content_hash[:32],
        "repository": RepositoryEntry(name=f"{stack}/{name}", region="eu-west-1"),
        "lock": "lock.json",
        **changes,
    }
    return ImageEntry(**fields)  # type: ignore[arg-type]


def stack_of(name: str, *images: ImageEntry, folder: Path = Path("/nowhere")) -> StackManifest:
    """A stack with a function for each image."""
    functions = tuple(
        FunctionEntry(
            id=image.id.removeprefix("Image-"),
            path=f"{name}/{image.id.removeprefix('Image-')}",
            image=image.id,
            function_name=f"{name}-{image.id.removeprefix('Image-')}",
            region="eu-west-1",
        )
        for image in images
    )
    return StackManifest(name=name, folder=folder, images=images, functions=functions)


def wanted(*entries: ImageEntry, stack: str = "dev") -> list[Wanted]:
    """The images of one stack."""
    whole = stack_of(stack, *entries)
    return [Wanted(whole, each) for each in entries]
