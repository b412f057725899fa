"""What ``lambda-container publish`` pushed is what the module runs."""

from __future__ import annotations

from pathlib import Path

from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.lock_file import update_lock
from lambda_container.manifest.locked_image import LockedImage
from tests.modules.mocked import DIGEST, HOST, Mocked
from tests.terraform import Terraform

CALL = {
    "function_name": "orders",
    "repository": {"arn": "arn:aws:ecr:eu-west-1:111122223333:repository/orders"},
}


def publish(folder: Path, **digests: str) -> None:
    """Write what the command writes, for an environment each."""
    update_lock(
        folder / LOCK_FILE,
        {
            stack: {"Image-orders": LockedImage(digest=digest, repository="orders", tag="a" * 32)}
            for stack, digest in digests.items()
        },
    )


def test_the_lock_file_names_the_digest(module: Path, terraform: Terraform) -> None:
    other = f"sha256:{'1' * 64}"
    publish(module, dev=other, prod=DIGEST)
    mocked = Mocked(module, terraform)

    for environment, digest in (("dev", other), ("prod", DIGEST)):
        image = {"published": "orders", "environment": environment}
        state = mocked.apply(**CALL, image=image)
        (function,) = (
            each["values"]
            for each in state["root_module"]["resources"]
            if each["type"] == "aws_lambda_function"
        )
        assert function["image_uri"] == f"{HOST}/orders@{digest}"
        assert "terraform_data" not in {r["type"] for r in state["root_module"]["resources"]}


def told(mocked: Mocked, **call: object) -> str:
    image = {"published": "orders", "environment": "dev"}
    (wrong,) = mocked.plan(**{**CALL, "image": image, **call})
    return " ".join(wrong["detail"].split())


def test_a_lock_file_that_is_none_is_named(module: Path, terraform: Terraform) -> None:
    mocked = Mocked(module, terraform)
    assert 'lambda-container publish wrote, got "./lambda-container.lock.json"' in told(mocked)

    (module / LOCK_FILE).write_text("<<<<<<< HEAD")
    assert 'image.lock must be JSON, and "./lambda-container.lock.json" is not' in told(mocked)


def test_what_is_no_digest_is_not_published(module: Path, terraform: Terraform) -> None:
    publish(module, dev=DIGEST)
    text = (module / LOCK_FILE).read_text()
    (module / LOCK_FILE).write_text(text.replace(DIGEST, "latest"))
    expected = "the lock file has no image orders of dev"
    assert expected in told(Mocked(module, terraform))


def test_another_repository_is_named(module: Path, terraform: Terraform) -> None:
    publish(module, dev=DIGEST)
    other = {"arn": "arn:aws:ecr:eu-west-1:111122223333:repository/other"}
    expected = 'repository.arn must be of "orders", which the image was published to.'
    assert expected in told(Mocked(module, terraform), repository=other)


def test_an_image_that_is_not_published_is_named(module: Path, terraform: Terraform) -> None:
    publish(module, dev=DIGEST)
    mocked = Mocked(module, terraform)
    for name, environment in (("orders", "prod"), ("other", "dev")):
        (wrong,) = mocked.plan(**CALL, image={"published": name, "environment": environment})
        expected = f"the lock file has no image {name} of {environment}."
        assert expected in wrong["detail"].replace("\n", " ")
