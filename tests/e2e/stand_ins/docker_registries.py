"""How the Docker provider logs in to registries: by its ``registry_auth``, and by nothing else."""

from __future__ import annotations

import base64
import binascii
import json
import os
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tf.types import Unknown

_MANIFESTS = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in (
        "docker.distribution.manifest.v2",
        "docker.distribution.manifest.list.v2",
        "oci.image.manifest.v1",
        "oci.image.index.v1",
    )
)


class DockerError(Exception):
    """What the client, the engine or the registry refused, in the provider's words."""


class NoLoginError(DockerError):
    """There is no login for a registry. The message holds every password, as the real one's."""


class Registries:
    """The registries that the provider is logged in to."""

    def __init__(self, logins: list[dict[str, Any]]) -> None:
        self._logins = {
            login["address"].removeprefix("https://"): _credentials(login)
            for login in logins
            if login["address"] is not Unknown
        }

    @contextmanager
    def docker_config(self, image: str) -> Iterator[str]:
        """A folder of Docker's configuration that knows the login for an image, and no other.

        Raises:
            NoLoginError: There is none.
        """
        host = image.partition("/")[0]
        auths = {host: {"auth": self._basic(host)}}
        with TemporaryDirectory(prefix="docker-config-") as folder:
            (Path(folder) / "config.json").write_text(json.dumps({"auths": auths}))
            yield folder

    def digest(self, image: str) -> str:
        """The digest that a tag has in its registry.

        Raises:
            DockerError: It has none, or the registry does not say.
        """
        name, _, tag = image.rpartition(":")
        digest: str = self._request("HEAD", name, tag)["Docker-Content-Digest"]
        return digest

    def delete(self, image: str, digest: str) -> None:
        """Delete an image by its digest.

        Raises:
            DockerError: The registry refuses.
        """
        self._request("DELETE", image.rpartition(":")[0], digest)

    def _request(self, method: str, name: str, reference: str) -> Any:
        host, _, path = name.partition("/")
        request = urllib.request.Request(
            f"https://{host}/v2/{path}/manifests/{reference}",
            method=method,
            headers={"Accept": _MANIFESTS, "Authorization": f"Basic {self._basic(host)}"},
        )
        try:
            context = ssl.create_default_context()
            with urllib.request.urlopen(request, timeout=30, context=context) as answer:
                return answer.headers
        except urllib.error.URLError as error:
            raise DockerError(f"{request.full_url}: {error}") from error

    def _basic(self, host: str) -> str:
        if host not in self._logins:
            shown = ", ".join(
                f'"{name}":registry.AuthConfig{{Username:"{user}", Password:"{password}"}}'
                for name, (user, password) in self._logins.items()
            )
            known = f"map[string]registry.AuthConfig{{{shown}}}" if shown else "(nil)"
            raise NoLoginError(
                "resourceDockerRegistryImageCreate: Unable to get authConfig for registry: no auth"
                f" config found for registry {host} in auth configs: {known}"
            )
        return base64.b64encode(":".join(self._logins[host]).encode()).decode()


def _credentials(login: dict[str, Any]) -> tuple[str, str]:
    host = login["address"].removeprefix("https://")
    if user := login.get("username"):
        password: str = login["password"]
        if ".dkr.ecr." in host and not password.startswith(("ey", "AWS:")):
            _end_unless_base64(password)
        return user, password
    config = json.loads(login.get("config_file_content") or Path(login["config_file"]).read_text())
    helper = config.get("credHelpers", {}).get(host) or config["credsStore"]
    given = subprocess.run(
        [f"docker-credential-{helper}", "get"],
        input=host,
        capture_output=True,
        text=True,
        check=False,
    )
    if given.returncode:
        raise DockerError(f"docker-credential-{helper}: {given.stdout}{given.stderr}")
    found = json.loads(given.stdout)
    return found["Username"], found["Secret"]


def _end_unless_base64(password: str) -> None:
    try:
        base64.b64decode(password, validate=True)
    except binascii.Error:
        os._exit(1)  # the real one's process ends, too
