"""Images as ``docker save`` writes them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lambda_container.operations.size.image_layers import SavedImage, read_saved


@dataclass
class Step:
    """An instruction, with the files of its layer if it makes one."""

    created_by: str
    files: Mapping[str, bytes] | None = None
    links: Mapping[str, str] = field(default_factory=dict)


def tar(files: Mapping[str, bytes], links: Mapping[str, str] = {}) -> bytes:
    """An archive of files and symbolic links."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            if name.endswith("/"):
                member.type = tarfile.DIRTYPE
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for name, target in links.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member)
    return content.getvalue()


def _config(steps: Sequence[Step]) -> bytes:
    history = [
        {"created_by": s.created_by, **({"empty_layer": True} if s.files is None else {})}
        for s in steps
    ]
    return json.dumps({"architecture": "amd64", "history": history}).encode()


def of_docker_20(*steps: Step) -> bytes:
    """As Docker before 25 writes an image: a folder for each layer, links to equal ones."""
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    known: dict[bytes, str] = {}
    names = []
    for number, step in enumerate(steps):
        if step.files is None:
            continue
        content = tar(step.files, step.links)
        files |= {f"{number}/": b"", f"{number}/VERSION": b"1.0", f"{number}/json": b"{}"}
        if content in known:
            links[f"{number}/layer.tar"] = f"../{known[content]}/layer.tar"
        else:
            files[f"{number}/layer.tar"] = content
            known[content] = str(number)
        names.append(f"{number}/layer.tar")
    files["config.json"] = _config(steps)
    manifest = [{"Config": "config.json", "RepoTags": None, "Layers": names}]
    files["manifest.json"] = json.dumps(manifest).encode()
    files["repositories"] = b"{}"
    return tar(files, links)


def of_docker_29(*steps: Step, compressed: bool = True) -> bytes:
    """As Docker from 25 on writes an image: an OCI layout, whose layers may be compressed."""
    blobs: dict[str, bytes] = {}

    def add(content: bytes) -> str:
        name = f"blobs/sha256/{hashlib.sha256(content).hexdigest()}"
        blobs[name] = content
        return name

    layers = [tar(step.files, step.links) for step in steps if step.files is not None]
    names = [add(gzip.compress(each) if compressed else each) for each in layers]
    config = add(_config(steps))
    manifest = [{"Config": config, "RepoTags": None, "Layers": names}]
    whole = {"blobs/": b"", **blobs, "index.json": b"{}", "oci-layout": b"{}"}
    return tar({**whole, "manifest.json": json.dumps(manifest).encode()})


def image(*steps: Step) -> SavedImage:
    """An image of steps."""
    return read_saved(io.BytesIO(of_docker_29(*steps)))
