"""No secret is left where others read: state, plans, JSON, logs and images."""

import gzip
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.e2e.conftest import BUILD_SECRET
from tests.e2e.emulator import SECRET_KEY, Emulator
from tests.e2e.engine import Engine
from tests.e2e.environment import Deployment
from tests.e2e.project import Probe, Project

_GZIP = b"\x1f\x8b"


def test_neither_state_nor_plan_nor_log_holds_a_secret(
    deployed: Deployment[Project], probe: Deployment[Probe], emulator: Emulator
) -> None:
    secrets = [SECRET_KEY, BUILD_SECRET, *emulator.tokens()]
    assert len(secrets) > 2, "no token was issued, so that none could be found"
    for deployment in (deployed, probe):
        deployment.plan("-out=saved.plan")
    folders = [deployment.source.root for deployment in (deployed, probe)]
    texts = [text for folder in folders for text in _texts(folder)]

    # The search finds what is there.
    names = {name for name, _ in texts}
    assert {"saved.plan:tfplan", "terraform.probe.tfstate", "probe.terraform.log"} <= names
    assert any(b"E2E_BUILD_SECRET" in text for _, text in texts)
    found = [name for name, text in texts for secret in secrets if secret.encode() in text]
    assert found == []


def test_no_layer_of_an_image_holds_the_build_secret(
    probe: Deployment[Probe], engine: Engine, tmp_path: Path
) -> None:
    image = probe.workspace.outputs()["image_uri"]
    engine.pull_anew(image)
    archive = tmp_path / "image.tar"
    engine.run("image", "save", "--output", str(archive), image)

    contents = _uncompressed(archive)
    assert b"awslambdaric" in contents
    assert BUILD_SECRET.encode() not in contents


def _uncompressed(archive: Path) -> bytes:
    """All that an image that was saved holds; Docker 29 saves its layers as they are pushed."""
    with tarfile.open(archive) as members:
        files = [file.read() for member in members if (file := members.extractfile(member))]
    return b"".join(gzip.decompress(file) if file[:2] == _GZIP else file for file in files)


def _texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in a folder, but for the providers; what is zipped, unzipped."""
    for file in folder.rglob("*"):
        if not file.is_file() or ".terraform/providers" in file.as_posix():
            continue
        yield file.name, file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                for member in archive.namelist():
                    yield f"{file.name}:{member}", archive.read(member)
