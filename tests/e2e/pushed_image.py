"""What a registry holds under a tag, down to the files of its layers."""

from __future__ import annotations

import gzip
import io
import json
import ssl
import tarfile
import urllib.request
from pathlib import Path
from typing import Any

_MANIFESTS = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
)
_TASK = "var/task/"


class RegistryReader:
    """Reads images of a registry as Docker's clients do."""

    def __init__(self, host: str, authorization: str, authority: Path) -> None:
        self._host, self._authorization = host, authorization
        self._context = ssl.create_default_context(cafile=str(authority))

    def tags(self, repository: str) -> list[str]:
        """The tags of a repository, in their order."""
        return sorted(self._json(repository, "tags/list")["tags"])

    def describe(self, repository: str, tag: str, base: dict[str, Any]) -> dict[str, Any]:
        """An image as recordings describe it.

        Args:
            repository: Its repository.
            tag: Its tag.
            base: The engine's description of its base image, of which nothing is told.
        """
        manifest = self._json(repository, f"manifests/{tag}")
        if "manifests" in manifest:
            return {
                "media_type": manifest["mediaType"],
                "manifests": [
                    {
                        "platform": each["platform"],
                        "annotations": sorted(each.get("annotations", {})),
                    }
                    for each in manifest["manifests"]
                ],
            }
        config = self._json(repository, f"blobs/{manifest['config']['digest']}")
        files: dict[str, str] = {}
        for layer in manifest["layers"]:
            files |= _files(self._get(repository, f"blobs/{layer['digest']}"))
        of_base = set(base["Config"]["Env"])
        return {
            "media_type": manifest["mediaType"],
            "config_media_type": manifest["config"]["mediaType"],
            "layer_media_types": sorted({layer["mediaType"] for layer in manifest["layers"]}),
            "platform": f"{config['os']}/{config['architecture']}",
            "labels": config["config"].get("Labels") or None,
            "env": [each for each in config["config"]["Env"] if each not in of_base],
            "files": dict(sorted(files.items())),
        }

    def _json(self, repository: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._get(repository, path))
        return found

    def _get(self, repository: str, path: str) -> bytes:
        request = urllib.request.Request(
            f"https://{self._host}/v2/{repository}/{path}",
            headers={
                "Accept": ", ".join(_MANIFESTS),
                "Authorization": f"Basic {self._authorization}",
            },
        )
        with urllib.request.urlopen(request, timeout=30, context=self._context) as answer:
            content: bytes = answer.read()
        return content


def _files(layer: bytes) -> dict[str, str]:
    """The files of a layer below Lambda's folder, each with its mode."""
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(layer))) as archive:
        return {
            member.name.removeprefix("./").removeprefix(_TASK): _described(member)
            for member in archive
            if member.name.removeprefix("./").startswith(_TASK)
        }


def _described(member: tarfile.TarInfo) -> str:
    if member.issym():
        return f"-> {member.linkname}"
    mode = f"{member.mode & 0o7777:o}"
    owner = "" if member.uid == member.gid == 0 else f" {member.uid}:{member.gid}"
    return f"{'folder ' if member.isdir() else ''}{mode}{owner}"
