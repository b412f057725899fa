"""The emulator as the tests run it: ministack, with what it leaves out.

- **ECR's login.** Each ``GetAuthorizationToken`` issues a token of its own, the registry wants one,
  and refuses it once ``/_e2e/expire-tokens`` was asked for. ``/_e2e/tokens`` lists all that there
  were, so that the tests can look for them where none may be.
- **Lambda's runtime API.** In Lambda it is not part of the image; here the runtime interface
  emulator is mounted into each container and put in front of the image's own entry point. The
  container gets the function's memory and no right to write outside of ``/tmp``.
- **An index of images**, which Lambda refuses, is refused.
- **Images that AWS's API puts** into a repository can be pulled by digest, as those pushed can.
- **A moment to act in.** After ``/_e2e/hold-updates`` an ``UpdateFunctionCode`` waits until
  ``/_e2e/release-updates``, or until its client is gone; ``/_e2e/held`` says whether one waits.
- **What an image's artifact is**, told by its configuration.
- **Scans of images**: see ``image_scans.py``; ``/_e2e/findings`` says what they find.
- **The end of a secret's rotation**, ``CancelRotateSecret``, which here ends nothing: ministack
  rotates no secret.
- **IAM**, which ministack knows but enforces only if it is started so: ``/_e2e/enforce-iam`` begins
  and ``/_e2e/ignore-iam`` ends it.
- **A pause** of 3 ms before each answer, without which Go's HTTP client loses about one answer in
  500 and Terraform creates a thing twice.

Runs in the environment of ``tools/e2e.txt``, as ``hypercorn emulator_app:app``.
"""

import asyncio
import base64
import hashlib
import json
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import docker
import iam_requests
import image_scans
import ministack.app as ministack_app
from docker.models.containers import Container, ContainerCollection
from ministack.app import app as ministack
from ministack.core.responses import error_response_json
from ministack.services import ecr, lambda_svc

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_PAUSE_SECONDS = 0.003
_TOKEN_SECONDS = 12 * 3600
_GET_TOKEN = b"AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"
_CANCEL_ROTATION = b"secretsmanager.CancelRotateSecret"
_RIE = "/aws-lambda/rie"

iam_requests.tell_more()
image_scans.begin()
_registry = os.environ["E2E_REGISTRY"]
_issued: list[str] = []
_valid: set[str] = set()
_released = asyncio.Event()
_released.set()
_held: list[str] = []


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        await ministack(scope, receive, send)
        return
    headers = dict(scope["headers"])
    match scope["path"]:
        case path if path.startswith("/_e2e/"):
            query = unquote(scope["query_string"].decode())
            await _answer(send, 200, _controlled(path.removeprefix("/_e2e/"), query))
        case path if scope["method"] == "PUT" and path.endswith("/code"):
            await _held_back(scope, receive, send)
        case _ if headers.get(b"x-amz-target") == _GET_TOKEN:
            await _answer(send, 200, _new_token())
        case _ if headers.get(b"x-amz-target") == _CANCEL_ROTATION:
            await _answer(send, 200, {})
        case path if path.startswith("/v2/") and _host(headers) == _registry:
            await _as_registry(scope, receive, send, headers)
        case _:
            await ministack(scope, receive, _paused(send))


def _controlled(what: str, query: str) -> object:
    """Do what the tests ask of the emulator itself."""
    match what:
        case "tokens":
            return _issued
        case "held":
            return _held
        case "expire-tokens":
            _valid.clear()
        case "enforce-iam" | "ignore-iam":
            ministack_app.AUTH = what == "enforce-iam"
        case "findings":
            image_scans.findings[:] = json.loads(query)
        case "hold-updates":
            _released.clear()
        case "release-updates":
            _released.set()
        case _:
            raise ValueError(what)
    return {}


def _host(headers: dict[bytes, bytes]) -> str:
    return headers.get(b"host", b"").decode().partition(":")[0]


def _new_token() -> dict[str, Any]:
    # Real passwords are the base64 of JSON too, and the Docker provider looks for that.
    password = base64.b64encode(json.dumps({"payload": secrets.token_hex(48)}).encode()).decode()
    _issued.append(password)
    _valid.add(password)
    return {
        "authorizationData": [
            {
                "authorizationToken": base64.b64encode(f"AWS:{password}".encode()).decode(),
                "expiresAt": time.time() + _TOKEN_SECONDS,
                "proxyEndpoint": f"https://{_registry}",
            }
        ]
    }


async def _as_registry(
    scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]
) -> None:
    kind, _, encoded = headers.get(b"authorization", b"").decode().partition(" ")
    if kind != "Basic":
        challenge = f'Basic realm="https://{_registry}/",service="ecr.amazonaws.com"'
        await _refuse(send, 401, "UNAUTHORIZED", "Not Authorized", challenge)
        return
    user, _, password = base64.b64decode(encoded).decode().partition(":")
    if user != "AWS" or password not in _valid:
        message = "Your authorization token has expired. Reauthenticate and try again."
        await _refuse(send, 403, "DENIED", message)
        return
    # ministack takes the key that signed a request for an account, and this one is no key.
    anonymous = [(name, value) for name, value in scope["headers"] if name != b"authorization"]
    await ministack({**scope, "headers": anonymous}, receive, _paused(send))


async def _held_back(scope: Scope, receive: Receive, send: Send) -> None:
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    _held.append(scope["path"])
    gone, released = asyncio.create_task(receive()), asyncio.create_task(_released.wait())
    await asyncio.wait([gone, released], return_when=asyncio.FIRST_COMPLETED)
    _held.remove(scope["path"])
    released.cancel()
    if gone.done():
        return

    async def replay() -> dict[str, Any]:
        return messages.pop(0) if messages else await gone

    await ministack(scope, replay, _paused(send))


def _paused(send: Send) -> Send:
    async def paused(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(_PAUSE_SECONDS)
        await send(message)

    return paused


async def _refuse(send: Send, status: int, code: str, message: str, challenge: str = "") -> None:
    errors = {"errors": [{"code": code, "message": message}]}
    await _answer(send, status, errors, challenge)


async def _answer(send: Send, status: int, content: object, challenge: str = "") -> None:
    body = json.dumps(content).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if challenge:
        headers.append((b"www-authenticate", challenge.encode()))
    await _paused(send)({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_put_image = ecr._put_image


def _put_image_to_be_pulled(data: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """``PutImage``, which the registry that Docker's clients speak to hears of too."""
    answer: tuple[int, dict[str, str], bytes] = _put_image(data)
    if answer[0] == HTTPStatus.OK:
        manifest = data["imageManifest"].encode()
        digest = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
        ecr._manifest_blobs.setdefault(data["repositoryName"], {})[digest] = manifest
    return answer


ecr._put_image = _put_image_to_be_pulled

_describe_images = ecr._describe_images


def _describe_images_by_artifact(data: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """``DescribeImages``, whose artifact is the media type of an image's configuration."""
    status, headers, body = _describe_images(data)
    answer = json.loads(body)
    for detail in answer.get("imageDetails", []):
        found = ecr._resolve_manifest(data["repositoryName"], detail["imageDigest"])[1]
        config = json.loads(found).get("config") if found else None
        detail.pop("artifactMediaType", None)
        if config:
            detail["artifactMediaType"] = config["mediaType"]
    return status, headers, json.dumps(answer).encode()


ecr._describe_images = _describe_images_by_artifact

_create_function, _update_code = lambda_svc._create_function, lambda_svc._update_code


def _create_function_of_an_image(data: dict[str, Any]) -> Any:
    """``CreateFunction``, which takes no index."""
    return _refusal(data.get("Code", {}).get("ImageUri")) or _create_function(data)


def _update_code_to_an_image(name: str, data: dict[str, Any]) -> Any:
    """``UpdateFunctionCode``, which takes no index."""
    return _refusal(data.get("ImageUri")) or _update_code(name, data)


def _refusal(uri: str | None) -> Any:
    """What Lambda answers where an image is an index; None where it is not."""
    name, _, reference = (uri or "").removeprefix(f"{_registry}/").partition("@")
    if not reference:
        name, _, reference = name.partition(":")
    _, manifest, _ = ecr._resolve_manifest(name, reference)
    if not manifest or "manifests" not in json.loads(manifest):
        return None
    message = (
        "The image manifest, config or layer media type for the source image"
        f" {uri} is not supported."
    )
    return error_response_json("InvalidParameterValueException", message)


lambda_svc._create_function = _create_function_of_an_image
lambda_svc._update_code = _update_code_to_an_image

_run = ContainerCollection.run


def _run_as_lambda_does(self: ContainerCollection, image: str, **options: Any) -> Container:
    """``docker run``, with the runtime API in front of what the image starts."""
    config = docker.from_env().images.get(image).attrs["Config"]
    # From version 1.52 of its API on, the engine leaves out what is empty.
    entry_point = options.pop("entrypoint", None) or config.get("Entrypoint") or []
    volumes = {os.environ["E2E_RIE"]: {"bind": _RIE, "mode": "ro"}}
    memory = options["environment"]["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    container: Container = _run(
        self,
        image,
        entrypoint=[_RIE, *entry_point],
        command=options.pop("command", None) or config.get("Cmd"),
        volumes=volumes,
        mem_limit=f"{memory}m",
        read_only=True,
        tmpfs={"/tmp": "size=512m,mode=1777"},
        security_opt=["no-new-privileges"],
        **options,
    )
    return container


ContainerCollection.run = _run_as_lambda_does
