"""Copy an image between repositories by digest, without an engine or a second build.

Blobs are sent over the registry protocol, through a file, because ECR requires their length. The
manifest is copied byte for byte, so the digest does not change.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests
import stamina
from dxf import DXF
from dxf.exceptions import DXFError, DXFMountFailed

from lambda_container.aws_api.ecr import Registry, RemoteImage
from lambda_container.aws_api.errors import AwsError

_CHUNK_BYTES = 1 << 20
_BLOBS_AT_ONCE = 4
_SECONDS = 60
_REFUSED = (400, 404, 405, 413)


class _BlobError(Exception):
    """A blob was not copied; a retry may succeed."""


def copy_image(
    image: RemoteImage,
    *,
    source: tuple[Registry, str],
    target: tuple[Registry, str],
    tag: str,
    show: Callable[[str], None] = lambda _: None,
) -> None:
    """Copy an image, without the blobs that the target already has.

    Args:
        image: The image.
        source: The registry and the repository that hold it.
        target: The registry and the repository to copy it to.
        tag: Its tag in the target.
        show: Called with progress messages.

    Raises:
        AwsError: The image could not be copied; the next attempt continues with the copied blobs.
        TagExists: The tag belongs to another image in the target.
    """
    sizes = image.blobs
    whole = sum(size for _, size in sizes)
    sent = 0

    def one(digest: str, size: int) -> None:
        nonlocal sent
        _copy_blob(digest, source=source, target=target)
        sent += size
        show(f"copied {sent / 1e6:.0f} of {whole / 1e6:.0f} MB")

    with ThreadPoolExecutor(_BLOBS_AT_ONCE) as pool:
        for done in [pool.submit(one, *blob) for blob in sizes]:
            done.result()
    target[0].put(target[1], image, tag)


def _copy_blob(digest: str, *, source: tuple[Registry, str], target: tuple[Registry, str]) -> None:
    try:
        for attempt in stamina.retry_context(
            on=_BlobError, attempts=5, timeout=600, wait_initial=0.5, wait_max=20
        ):
            with attempt:
                renew = attempt.num > 1
                _try_blob(digest, source=source, target=target, renew=renew)
    except _BlobError as error:
        raise AwsError(f"{source[1]} to {target[1]}: {digest[:19]}...: {error}") from error


def _try_blob(
    digest: str, *, source: tuple[Registry, str], target: tuple[Registry, str], renew: bool
) -> None:
    what = "checking the target"
    try:
        with registry_client(*target, renew=renew) as to, tempfile.TemporaryDirectory() as folder:
            if _has(to, digest) or _mounted(to, digest, source=source, target=target):
                return
            what = "reading"
            file = Path(folder) / "blob"
            with registry_client(*source, renew=renew) as origin:
                _save(file, origin.pull_blob(digest, chunk_size=_CHUNK_BYTES))
            what = "writing"
            to.push_blob(str(file), check_exists=False)
    except requests.HTTPError as error:
        if _status(error) in _REFUSED:
            raise AwsError(f"{target[1]}: {digest[:19]}...: {what}: {_told(error)}") from None
        raise _BlobError(f"{what}: {_told(error)}") from None
    except (DXFError, requests.RequestException) as error:
        raise _BlobError(f"{what}: {error}") from None
    except OSError as error:
        raise AwsError(f"{tempfile.gettempdir()}: {error.strerror or error}") from None


def registry_client(registry: Registry, repository: str, *, renew: bool = False) -> Any:
    """Return a client of the registry protocol for one repository, which is logged in.

    Args:
        registry: The registry.
        repository: The repository.
        renew: Whether to log in anew.
    """
    login = registry.login(renew=renew)

    def authenticate(client: Any, response: Any) -> None:
        client.authenticate(login.user, login.password, response=response)

    return DXF(
        login.host, repository, authenticate, tlsverify=registry.ca_bundle or True, timeout=_SECONDS
    )


def _has(client: Any, digest: str) -> bool:
    try:
        client.blob_size(digest)
    except requests.HTTPError as error:
        if _status(error) == requests.codes.not_found:
            return False
        raise
    return True


def _mounted(
    client: Any, digest: str, *, source: tuple[Registry, str], target: tuple[Registry, str]
) -> bool:
    """Mount a blob of the same registry without a transfer; return whether it worked."""
    if source[0].host != target[0].host:
        return False
    try:
        client.mount_blob(source[1], digest)
    except (DXFMountFailed, requests.HTTPError):
        return False  # ECR does so only if the account allows it
    return True


def _save(file: Path, chunks: Iterable[bytes]) -> None:
    with file.open("wb") as sink:
        for chunk in chunks:
            sink.write(chunk)


def _told(error: requests.HTTPError) -> str:
    """Return the registry's message, without the URL, which may be signed."""
    try:
        (first, *_) = json.loads(b"" if error.response is None else error.response.content)[
            "errors"
        ]
        said = f"{first['code']}: {first['message']}"
    except (ValueError, KeyError, TypeError):
        said = "" if error.response is None else error.response.reason
    return f"{_status(error)} {said}".rstrip()


def _status(error: requests.HTTPError) -> int:
    return 0 if error.response is None else error.response.status_code
