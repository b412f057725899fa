"""The configuration of an image in a registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from dxf.exceptions import DXFError

from lambda_container.aws_api.ecr import Registry, RemoteImage
from lambda_container.aws_api.errors import AwsError
from lambda_container.aws_api.image_copy import registry_client

# Far more than any configuration has: https://github.com/opencontainers/image-spec
_BYTES = 4 * 1024 * 1024


def image_config(registry: Registry, repository: str, image: RemoteImage) -> Mapping[str, Any]:
    """Return an image's configuration: ``architecture``, ``config`` with ``Labels``, ``history``.

    Raises:
        AwsError: The registry does not answer, or with something else.
    """
    where = f"{registry.where}: {repository}@{image.digest}"
    descriptor = json.loads(image.manifest)["config"]
    if descriptor["size"] > _BYTES:
        raise AwsError(f"{where}: its configuration is too big")
    try:
        with registry_client(registry, repository) as client:
            content = b"".join(client.pull_blob(descriptor["digest"]))
        found = json.loads(content)
    except (DXFError, requests.RequestException, ValueError) as error:
        raise AwsError(f"{where}: its configuration cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise AwsError(f"{where}: its configuration is none")
    return found


def labels_of(config: Mapping[str, Any]) -> dict[str, str]:
    """The labels of an image's configuration."""
    labels = (config.get("config") or {}).get("Labels") or {}
    return {str(name): str(value) for name, value in labels.items()}
