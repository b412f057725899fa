"""The images of a project in HCL, as stacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.build.content_hash import content_hash
from lambda_container.build.context import BuildContext
from lambda_container.errors import InvalidArgument
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.images_toml import IMAGES_TOML, ImagesError, read_images
from lambda_container.manifest.lock_file import update_lock
from lambda_container.manifest.locked_image import LockedImage

_DIGEST = f"sha256:{'1' * 64}"
_WHOLE = """
[images.orders]
source_path = "function"
repository = "shop/orders"
architecture = "arm64"
dockerfile = "Dockerfile"
target = "app"
build_args = { LEVEL = "info" }
labels = { "org.team" = "orders" }
secrets = { pip = { env = "PIP_TOKEN" }, key = { src = "../key" } }
extra_hash = "1"

[environments.prod]
region = "eu-west-1"
registry_id = "111122223333"

[environments.dev]
region = "us-east-1"
"""
_IMAGE = '[images.orders]\nsource_path = "function"\nrepository = "orders"\n'
_DEV = '[environments.dev]\nregion = "eu-west-1"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "function").mkdir()
    (tmp_path / "function" / "Dockerfile").write_text("FROM scratch AS app\nFROM scratch\n")
    (tmp_path / "function" / "app.py").write_text("")
    return tmp_path


def write(folder: Path, text: str) -> Path:
    (folder / IMAGES_TOML).write_text(text)
    return folder


def test_each_environment_is_a_stack_with_every_image(folder: Path) -> None:
    dev, prod = read_images(write(folder, _WHOLE))
    assert (dev.name, prod.name, dev.functions) == ("dev", "prod", ())
    (image,) = prod.images
    assert (image.id, image.build, image.architecture) == ("Image-orders", "published", "arm64")
    assert (image.repository.name, image.repository.region) == ("shop/orders", "eu-west-1")
    assert image.repository.registry_id == "111122223333"
    assert dev.images[0].repository.registry_id is None
    inputs = prod.inputs(image)
    assert inputs.context == str(folder / "function")
    assert inputs.secrets == (
        SecretSource(id="key", src=str(folder.parent / "key")),
        SecretSource(id="pip", env="PIP_TOKEN"),
    )


def test_the_hash_is_that_of_the_library(folder: Path) -> None:
    (dev,) = read_images(write(folder, _IMAGE + _DEV))
    context = BuildContext.read(folder / "function", subject="orders")
    expected = content_hash(context, BuildInputs(platform="linux/amd64"))
    assert dev.images[0].content_hash == expected
    assert dev.images[0].tag == expected[:32]


def test_the_lock_file_pins_what_is_still_the_source(folder: Path) -> None:
    write(folder, _IMAGE + _DEV)
    (dev,) = read_images(folder)
    locked = LockedImage(
        digest=_DIGEST, repository="orders", tag="a", content_hash=dev.images[0].content_hash
    )
    update_lock(folder / LOCK_FILE, {"dev": {"Image-orders": locked}})
    assert read_images(folder)[0].images[0].digest == _DIGEST

    (folder / "function" / "app.py").write_text("changed")
    assert read_images(folder)[0].images[0].digest is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("images = [", "Invalid value"),
        (_DEV, "missing required field `images`"),
        (_IMAGE, "missing required field `environments`"),
        (_IMAGE.replace("source_path", "source") + _DEV, "`source` - at `$.images"),
        (_IMAGE.replace("orders]", "a b]") + _DEV, "Expected ']'"),
        (_IMAGE.replace('"orders"', '"Orders"') + _DEV, "matching regex"),
        (_IMAGE + 'architecture = "amd64"\n' + _DEV, "Invalid enum value 'amd64'"),
        (_IMAGE + "build_args = { PIP_TOKEN = 'x' }\n" + _DEV, "build_args.PIP_TOKEN must hold no"),
        (_IMAGE + "secrets = { pip = {} }\n" + _DEV, "secrets.pip must have one of env and src"),
        (_IMAGE + 'target = "two"\n' + _DEV, "target must be a stage of the Dockerfile, which"),
        (_IMAGE + '[environments.dev]\nregion = "eu-west-1"\naccount = "1"\n', "`account`"),
    ],
)
def test_what_is_not_possible_is_told(text: str, message: str, folder: Path) -> None:
    with pytest.raises(ImagesError) as raised:
        read_images(write(folder, text))
    assert message in str(raised.value)
    assert IMAGES_TOML in str(raised.value)


def test_a_value_that_looks_like_a_secret_is_not_shown(folder: Path) -> None:
    text = _IMAGE + "build_args = { INDEX = 'https://user:p4ssw0rd@example.com' }\n" + _DEV
    with pytest.raises(ImagesError) as raised:
        read_images(write(folder, text))
    assert "p4ssw0rd" not in str(raised.value)


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    text = _IMAGE.replace('"function"', '"functions"') + _DEV
    with pytest.raises(InvalidArgument, match=r"images\.orders: context must exist"):
        read_images(write(folder, text))
