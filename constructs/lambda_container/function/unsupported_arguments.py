"""Arguments of ``aws_lambda_function`` that functions with images do not support."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from lambda_container.checks.arguments import Arguments
from lambda_container.errors import UnsupportedArgument
from lambda_container.suggestion import did_you_mean

_ZIP_ONLY = "it belongs to functions that are zip archives; "
REFUSED = {
    "architectures": "pass architecture=, which is also the image's platform",
    "code_signing_config_arn": "Lambda does not check signatures of images; sign them in ECR",
    "dead_letter_config": "pass dead_letter_target=, or call add_dead_letter_queue()",
    "filename": f"{_ZIP_ONLY}pass image=",
    "handler": f"{_ZIP_ONLY}the image's CMD names the handler, or command=",
    "image_config": "pass entry_point=, command= and working_directory=",
    "image_uri": "pass image=ContainerImage.from_uri(...)",
    "kms_key_arn": "pass kms_key=, which also encrypts the logs and the dead letters",
    "layers": f"{_ZIP_ONLY}copy what a layer holds into the image",
    "logging_config": "pass log_format=, application_log_level= and system_log_level=",
    "package_type": "it is always Image",
    "replace_security_groups_on_destroy": "pass it to VpcConfig",
    "replacement_security_group_ids": "pass them to VpcConfig",
    "runtime": f"{_ZIP_ONLY}the image's base decides the runtime",
    "s3_bucket": f"{_ZIP_ONLY}pass image=",
    "s3_key": f"{_ZIP_ONLY}pass image=",
    "s3_object_version": f"{_ZIP_ONLY}pass image=",
    "snap_start": f"{_ZIP_ONLY}SnapStart does not take images",
    "source_code_hash": f"{_ZIP_ONLY}the image's digest says when to update",
    "source_kms_key_arn": f"{_ZIP_ONLY}the repository's kms_key encrypts the image",
    "tenancy_config": "pass tenant_isolation_mode=",
    "tracing_config": "pass tracing=",
}
"""The reason, or what to pass instead."""


def refuse(arguments: Arguments, name: str, known: Iterable[str]) -> NoReturn:
    """Raise an error: an argument is not supported, or is none of the known ones."""
    if name in REFUSED:
        raise UnsupportedArgument(arguments.subject, name, REFUSED[name])
    hint = did_you_mean(name, known)
    there = f"there is no argument {name!r}{f'; {hint}' if hint else ''}"
    raise TypeError(f"{arguments.subject}: {there}")
