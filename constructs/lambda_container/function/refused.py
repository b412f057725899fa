"""Arguments of zip archives, which an image has no use for."""

from __future__ import annotations

from typing import NoReturn

from lambda_container.arguments import Arguments
from lambda_container.errors import UnsupportedArgument

_ZIP_ONLY = "it belongs to functions that are zip archives; "
REFUSED = {
    "code_signing_config_arn": "Lambda does not check signatures of images; sign them in ECR",
    "filename": f"{_ZIP_ONLY}pass image=",
    "handler": f"{_ZIP_ONLY}the image's CMD names the handler, or command=",
    "layers": f"{_ZIP_ONLY}copy what a layer holds into the image",
    "package_type": "it is always Image",
    "runtime": f"{_ZIP_ONLY}the image's base decides the runtime",
    "s3_bucket": f"{_ZIP_ONLY}pass image=",
    "s3_key": f"{_ZIP_ONLY}pass image=",
    "s3_object_version": f"{_ZIP_ONLY}pass image=",
    "snap_start": f"{_ZIP_ONLY}SnapStart does not take images",
    "source_code_hash": f"{_ZIP_ONLY}the image's digest says when to update",
    "source_kms_key_arn": f"{_ZIP_ONLY}the repository's kms_key encrypts the image",
}
"""Why each of Terraform's arguments is not possible for an image."""


def refuse(arguments: Arguments, name: str) -> NoReturn:
    """Say why an argument is not possible, or that there is none of its name."""
    if name in REFUSED:
        raise UnsupportedArgument(arguments.subject, name, REFUSED[name])
    message = f"{arguments.subject}: there is no argument {name!r}"
    raise TypeError(message)
