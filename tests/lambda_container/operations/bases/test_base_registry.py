"""What registries tell of a base image. Real clients and the real protocol: tests/e2e."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pytest
import requests
import stamina
from dxf.exceptions import DXFUnauthorizedError

from lambda_container.aws_api.session import Aws
from lambda_container.build.base_images import BaseImage
from lambda_container.build.image_name import ImageName
from lambda_container.operations.bases import base_registry
from lambda_container.operations.bases.base_registry import BaseError, BaseRegistries

CREATED = "2026-11-20T08:30:00.123456789Z"


class Registry:
    """A client of a registry that has one tag."""

    def __init__(self, *images: Mapping[str, Any], index: bool = True) -> None:
        self.hosts: list[tuple[str, str]] = []
        self.blobs: dict[str, bytes] = {}
        self.digests: list[str] = []
        manifests = []
        for image in images:
            config = {"os": "linux", "created": CREATED, **image}
            manifest = self.add({"config": {"digest": self.add(config)}, "layers": []})
            self.digests.append(manifest)
            platform = {
                key: config[key] for key in ("os", "architecture", "variant") if key in config
            }
            manifests.append({"digest": manifest, "platform": platform})
        attested = {"digest": "x", "platform": {"os": "unknown", "architecture": "unknown"}}
        self.tag = self.add({"manifests": [attested, *manifests]}) if index else self.digests[0]
        self.problem: Exception | None = None

    def add(self, content: Mapping[str, Any]) -> str:
        text = json.dumps(content).encode()
        digest = f"sha256:{hashlib.sha256(text).hexdigest()}"
        self.blobs[digest] = text
        return digest

    def __call__(self, host: str, repository: str, *_: Any, **__: Any) -> Registry:
        self.hosts.append((host, repository))
        return self

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None: ...

    def get_manifest_and_response(self, reference: str) -> tuple[str, Any]:
        if self.problem is not None:
            raise self.problem
        content = self.blobs[reference if reference in self.blobs else self.tag]
        return content.decode(), SimpleNamespace(content=content)

    def pull_blob(self, digest: str) -> Iterator[bytes]:
        yield self.blobs[digest][:5]
        yield self.blobs[digest][5:]


AMD, ARM = {"architecture": "amd64"}, {"architecture": "arm64", "variant": "v8"}


@pytest.fixture(autouse=True)
def _no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Any:
    def use(registry: Registry, **mirrors: str) -> BaseRegistries:
        monkeypatch.setattr(base_registry, "DXF", registry)
        named = {host.replace("_", "."): mirror for host, mirror in mirrors.items()}
        return BaseRegistries(Aws(), named)

    return use


@pytest.mark.parametrize(("platform", "number"), [("linux/amd64", 0), ("linux/arm64", 1)])
def test_the_digest_is_that_of_the_platforms_image(use: Any, platform: str, number: int) -> None:
    registry = Registry(AMD, ARM)
    found = use(registry).find(BaseImage("python:3", platform))
    assert found.digest == registry.digests[number]
    assert found.created == "2026-11-20T08:30:00Z"


def test_for_the_machine_that_builds_it_is_that_of_all_platforms(use: Any) -> None:
    registry = Registry(AMD, ARM)
    assert use(registry).find(BaseImage("go", "")).digest == registry.tag


def test_an_image_without_an_index_is_for_one_platform(use: Any) -> None:
    registry = Registry(AMD, index=False)
    assert use(registry).find(BaseImage("a", "linux/amd64")).digest == registry.tag
    with pytest.raises(BaseError, match="a: is for linux/amd64, and the function needs linux/arm"):
        use(registry).find(BaseImage("a", "linux/arm64"))


def test_a_platform_that_is_not_there_names_those_that_are(use: Any) -> None:
    with pytest.raises(BaseError, match="a: there is none for linux/arm64, but for linux/amd64"):
        use(Registry(AMD)).find(BaseImage("a", "linux/arm64"))


@pytest.mark.parametrize(
    ("name", "host", "repository"),
    [
        ("python", "registry-1.docker.io", "library/python"),
        ("ghcr.io/a/b", "ghcr.io", "a/b"),
        ("quay.io/a/b", "mirror.example", "quay/a/b"),
    ],
)
def test_each_registry_is_asked_by_its_own_name(
    use: Any, name: str, host: str, repository: str
) -> None:
    registry = Registry(AMD)
    use(registry, quay_io="mirror.example/quay/").find(BaseImage(name, "linux/amd64"))
    assert registry.hosts == [(host, repository)]


@pytest.mark.parametrize(
    "created", [None, 5, "soon", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"]
)
def test_an_image_that_does_not_say_when_it_was_built_has_no_age(use: Any, created: object) -> None:
    registry = Registry({**AMD, "created": created})
    assert use(registry).find(BaseImage("a", "linux/amd64")).created is None


def http_error(status: int) -> requests.HTTPError:
    response = requests.Response()
    response.status_code = status
    return requests.HTTPError("secret-in-url", response=response)


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (DXFUnauthorizedError(), "a:1: docker.io wants a login, or has no such image; log in"),
        (http_error(404), "a:1: docker.io has no tag '1' of library/a"),
        (http_error(429), "a:1: docker.io limits the rate (429): log in to it, use --mirror"),
        (http_error(503), "a:1: docker.io answers 503"),
        (requests.ConnectionError("secret-in-url"), "a:1: registry-1.docker.io cannot be reached"),
        (requests.Timeout("secret-in-url"), "a:1: registry-1.docker.io cannot be reached"),
        (ValueError("no JSON"), "a:1: docker.io gave no usable answer: ValueError: no JSON"),
    ],
)
def test_a_registry_that_does_not_tell_is_named(use: Any, problem: Exception, told: str) -> None:
    registry = Registry(AMD)
    registry.problem = problem
    with pytest.raises(BaseError) as caught:
        use(registry).find(BaseImage("a:1", "linux/amd64"))
    assert str(caught.value).startswith(told)
    assert "secret-in-url" not in str(caught.value)


def test_what_is_not_what_its_digest_says_is_refused(use: Any) -> None:
    registry = Registry(AMD)
    registry.blobs[registry.digests[0]] = b'{"config": {}}'
    with pytest.raises(BaseError, match="another manifest than sha256"):
        use(registry).find(BaseImage("a", "linux/amd64"))


class Identity:
    """An identity that notes which registries of ECR it logged in to."""

    def __init__(self) -> None:
        self.registries: list[tuple[str, str]] = []

    def registry(self, region: str, account: str) -> Any:
        self.registries.append((region, account))
        return SimpleNamespace(login=lambda: SimpleNamespace(user="AWS", password="token"))


ACCOUNT_HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("host", "is_aws"),
    [
        (ACCOUNT_HOST, True),
        (f"{ACCOUNT_HOST}.cn", True),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", True),
        (f"{ACCOUNT_HOST}.evil.example", False),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.evil.com", False),
        (f"evil.{ACCOUNT_HOST}", False),
        (f"{ACCOUNT_HOST}:8443", False),
    ],
)
def test_only_aws_gets_the_password_of_ecr(
    host: str, is_aws: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_registry, "docker_login", lambda _: None)
    identity: Any = Identity()
    name = ImageName.parse(f"{host}/base:1")
    assert name is not None
    login = BaseRegistries(identity, {})._login(name, host)
    assert login == (("AWS", "token") if is_aws else None)
    assert bool(identity.registries) == is_aws


def test_a_mirror_gets_its_own_login_and_not_that_of_the_registry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base_registry, "docker_login", lambda host: (host, "password"))
    name = ImageName.parse("ghcr.io/a/b")
    assert name is not None
    registries = BaseRegistries(Aws(), {"ghcr.io": "docker.io/mine"})
    host, prefix = registries._host(name)
    assert (host, prefix) == ("registry-1.docker.io", "mine/")
    assert registries._login(name, host) == ("docker.io", "password")


@pytest.mark.parametrize(
    "answer",
    [
        {"manifests": [{"digest": "x", "platform": None}]},
        {"manifests": ["x"]},
        {"manifests": [{"digest": "latest", "platform": {"os": "linux", "architecture": "amd64"}}]},
        {"manifests": [{"platform": {"os": "linux", "architecture": "amd64"}}]},
        {"manifests": 5},
        {"config": []},
        {},
    ],
)
def test_an_answer_that_is_none_is_one_line(use: Any, answer: dict[str, Any]) -> None:
    registry = Registry(AMD)
    registry.tag = registry.add(answer)
    with pytest.raises(BaseError, match=r"^a: docker\.io gave no usable answer: .*$"):
        use(registry).find(BaseImage("a", "linux/amd64"))


def test_a_registrys_words_cannot_write_to_the_terminal(use: Any) -> None:
    registry = Registry({"architecture": "s390x\n::error::\x1b[31m"})
    with pytest.raises(BaseError) as caught:
        use(registry).find(BaseImage("a", "linux/amd64"))
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("created", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-10:00"])
def test_a_moment_beyond_every_calendar_is_none(use: Any, created: str) -> None:
    registry = Registry({**AMD, "created": created})
    assert use(registry).find(BaseImage("a", "linux/amd64")).created is None
