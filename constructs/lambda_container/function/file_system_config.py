"""A file system that a function mounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.lambda_function import LambdaFunctionFileSystemConfig

from lambda_container.checks.arguments import Arguments
from lambda_container.iam.condition import Condition
from lambda_container.iam.statement import Statement

# https://docs.aws.amazon.com/lambda/latest/api/API_FileSystemConfig.html
_MOUNT_PATH = re.compile(r"/mnt/[a-zA-Z0-9_.-]+")
_MOUNT_PATH_RULE = "be '/mnt/', then letters, digits, '_', '.' and '-', at most 160 characters"
_MOUNT_PATH_LIMIT = 160


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSystemConfig:
    """An access point of an EFS file system, and its mount path.

    The function needs a ``vpc_config`` that reaches the file system's mount targets. Its role may
    mount this file system through this access point.

    Attributes:
        arn: The access point's ARN.
        file_system_arn: The file system's ARN.
        local_mount_path: ``/mnt/`` and a name.
        read_only: Whether the role may only read. Default: no.
        mount_targets: The mount targets, which must exist before the function. Leave it empty if
            another stack creates them.

    Raises:
        InvalidArgument: An ARN or path that Lambda rejects.
    """

    arn: str
    file_system_arn: str
    local_mount_path: str
    read_only: bool = False
    mount_targets: Sequence[ITerraformDependable] = ()

    def __post_init__(self) -> None:
        arguments = Arguments("FileSystemConfig")
        arguments.arn("arn", self.arn, "elasticfilesystem", "access-point/")
        arn = self.file_system_arn
        arguments.arn("file_system_arn", arn, "elasticfilesystem", "file-system/")
        path = self.local_mount_path
        arguments.pattern("local_mount_path", path, _MOUNT_PATH, _MOUNT_PATH_RULE)
        if len(path) > _MOUNT_PATH_LIMIT:
            arguments.fail("local_mount_path", _MOUNT_PATH_RULE, path)
        arguments.switch("read_only", self.read_only)
        if isinstance(self.mount_targets, (str, bytes)) or not isinstance(
            self.mount_targets, Sequence
        ):
            arguments.fail("mount_targets", "be a list of resources", self.mount_targets)
        for i, target in enumerate(self.mount_targets):
            if not hasattr(target, "__jsii_ref__"):
                arguments.fail(f"mount_targets[{i}]", "be a resource", target)

    def block(self) -> LambdaFunctionFileSystemConfig:
        """The function's ``file_system_config``."""
        return LambdaFunctionFileSystemConfig(arn=self.arn, local_mount_path=self.local_mount_path)

    def statement(self) -> Statement:
        """The permission that the function's role needs."""
        write = [] if self.read_only else ["elasticfilesystem:ClientWrite"]
        return Statement(
            actions=["elasticfilesystem:ClientMount", *write],
            resources=[self.file_system_arn],
            conditions=[Condition("StringEquals", "elasticfilesystem:AccessPointArn", [self.arn])],
        )
