"""Ask the registries of base images for digests."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
import stamina
from dxf import DXF, hash_bytes
from dxf.exceptions import DXFError, DXFUnauthorizedError

from lambda_container.aws_api.session import Aws, certificates
from lambda_container.build.architecture import platform_of
from lambda_container.build.base_images import BaseImage
from lambda_container.build.image_name import ImageName
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.locked_image import PinnedBase
from lambda_container.operations.bases.docker_login import docker_login

# https://docs.docker.com/reference/api/registry/latest/
_HUB, _HUB_API = "docker.io", "registry-1.docker.io"
# AWS's own hosts and no others: they get a password of ECR.
_ECR = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)"
    r"\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov"
    r"|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)"
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# What reading an answer can end in that is none.
_NO_ANSWER = (
    ArithmeticError,
    AttributeError,
    DXFError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    requests.RequestException,
)
_SHOWN = 200
_SECONDS = 20
_ATTEMPTS = 3
_SERVER_ERROR = 500
# A manifest has at most 4 MiB, the configuration of an image less.
_LARGEST = 8 * 1024 * 1024
# Builds that are to be reproducible say that they were made at the beginning of time.
_FIRST_YEAR = 2000


class BaseError(LambdaContainerError):
    """A registry does not tell of a base image; the message says which, and why."""


@dataclass(frozen=True)
class BaseRegistries:
    """The registries of base images, as one user sees them.

    Args:
        aws: Identity for private ECR.
        mirrors: Registries to ask instead of others, by host: ``{"docker.io": "mirror.example"}``,
            with a path in front of the repositories if they have one there.
    """

    aws: Aws
    mirrors: Mapping[str, str]

    def find(self, base: BaseImage) -> PinnedBase:
        """Return the newest image of a base's tag, for its platform.

        Raises:
            BaseError: The registry has none, cannot be reached, or refuses to tell.
        """
        name = ImageName.parse(base.name)
        assert name is not None  # noqa: S101 - of base_images()
        try:
            for attempt in stamina.retry_context(
                on=_is_worth_it, attempts=_ATTEMPTS, wait_initial=0.5, wait_max=5
            ):
                with attempt, self._client(name) as client:
                    return _found(client, name, base)
        except DXFUnauthorizedError as error:
            advice = f"log in: docker login {name.host}"
            raise BaseError(
                f"{base.name}: {name.host} wants a login, or has no such image; {advice}"
            ) from error
        except requests.HTTPError as error:
            raise BaseError(f"{base.name}: {_told(name, error)}") from error
        except (requests.ConnectionError, requests.Timeout) as error:
            raise BaseError(f"{base.name}: {self._host(name)[0]} cannot be reached") from error
        except BaseError:
            raise
        except LambdaContainerError as error:  # of AWS, which does not know what for
            raise BaseError(f"{base.name}: {error}") from error
        except _NO_ANSWER as error:
            told = _plain(f"{type(error).__name__}: {error}")
            raise BaseError(f"{base.name}: {name.host} gave no usable answer: {told}") from error
        raise AssertionError("unreachable")  # stamina raises the error of the last attempt

    def _host(self, name: ImageName) -> tuple[str, str]:
        """Where a name is asked for: the host, and what is put in front of the repository."""
        host, _, path = self.mirrors.get(name.host, name.host).partition("/")
        prefix = f"{path.rstrip('/')}/" if path else ""
        return _HUB_API if host == _HUB else host, prefix

    def _client(self, name: ImageName) -> Any:
        host, prefix = self._host(name)

        def authenticate(client: Any, response: Any) -> None:
            user, password = self._login(name, host) or (None, None)
            client.authenticate(user, password, response=response)

        verify = certificates() or True
        return DXF(host, prefix + name.repository, authenticate, tlsverify=verify, timeout=_SECONDS)

    def _login(self, name: ImageName, host: str) -> tuple[str, str] | None:
        if (ecr := _ECR.fullmatch(host)) is not None:
            login = self.aws.registry(ecr["region"], ecr["account"]).login()
            return login.user, login.password
        return docker_login(_HUB if host == _HUB_API else host)


def _found(client: Any, name: ImageName, base: BaseImage) -> PinnedBase:
    digest, manifest = _manifest(client, name.tag)
    image = manifest
    if "manifests" in manifest:
        chosen = _of_platform(manifest["manifests"], base)
        if base.platform:
            digest = chosen
        image = _manifest(client, chosen)[1]
    config = json.loads(_blob(client, image["config"]["digest"]))
    platform = platform_of(config)
    if base.platform and not _is_for(base.platform, platform, config.get("variant")):
        there = _plain(platform)
        raise BaseError(f"{base.name}: is for {there}, and the function needs {base.platform}")
    return PinnedBase(digest=digest, created=_moment(config.get("created")))


def _manifest(client: Any, reference: str) -> tuple[str, dict[str, Any]]:
    """A manifest and its digest, which is that of its content, whatever the registry says."""
    text, response = client.get_manifest_and_response(reference)
    if len(response.content) > _LARGEST:
        raise ValueError("a manifest of more than 8 MiB")
    digest = hash_bytes(response.content)
    if reference.startswith("sha256:") and digest != reference:
        raise ValueError(f"another manifest than {reference}")
    manifest: dict[str, Any] = json.loads(text)
    return digest, manifest


def _blob(client: Any, digest: str) -> bytes:
    content = b""
    for chunk in client.pull_blob(digest):
        content += chunk
        if len(content) > _LARGEST:
            raise ValueError("a configuration of more than 8 MiB")
    if hash_bytes(content) != digest:
        raise ValueError(f"another configuration than {digest}")
    return content


def _of_platform(manifests: list[dict[str, Any]], base: BaseImage) -> str:
    """The digest of a platform's image; where the platform is not known, of the first."""
    there: list[str] = []
    for each in manifests:
        platform = each.get("platform", {})
        words = f"{platform.get('os')}/{platform.get('architecture')}"
        if words.startswith("unknown"):  # an attestation
            continue
        there.append(words)
        if not base.platform or _is_for(base.platform, words, platform.get("variant")):
            digest: str = each["digest"]
            if not _DIGEST.fullmatch(digest):
                raise ValueError("an image without a digest")
            return digest
    listed = _plain(", ".join(sorted(set(there)))) or "no platform"
    raise BaseError(f"{base.name}: there is none for {base.platform}, but for {listed}")


def _is_for(wanted: str, found: str, variant: str | None) -> bool:
    system, processor, *variants = wanted.split("/")
    return found == f"{system}/{processor}" and (not variants or variant in (None, *variants))


def _moment(created: object) -> str | None:
    """When an image was built, in seconds of UTC; nothing where it does not say."""
    if not isinstance(created, str):
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", created)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= _FIRST_YEAR else None


def _plain(text: str) -> str:
    """A registry's words in one line, without what a terminal or a log would act on."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:_SHOWN]


def _is_worth_it(error: Exception) -> bool:
    if isinstance(error, requests.HTTPError):
        return _status(error) >= _SERVER_ERROR
    return isinstance(error, (requests.ConnectionError, requests.Timeout))


def _status(error: requests.HTTPError) -> int:
    return 0 if error.response is None else error.response.status_code


def _told(name: ImageName, error: requests.HTTPError) -> str:
    status = _status(error)
    if status == requests.codes.not_found:
        return f"{name.host} has no tag {name.tag!r} of {name.repository}"
    if status == requests.codes.too_many_requests:
        return f"{name.host} limits the rate (429): log in to it, use --mirror, or wait"
    return f"{name.host} answers {status}"
