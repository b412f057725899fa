"""Apply a ``BootstrapStack``, whose state is at last in the bucket that it makes itself.

While there is no bucket, the state is a file of the project. It is moved into the bucket as soon as
everything is applied; an interrupted bootstrap goes on from the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from lambda_container.aws_api.errors import explained
from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.file_system import replace_file
from lambda_container.manifest.entries import StackManifest
from lambda_container.manifest.literal_text import plain
from lambda_container.manifest.stack_json import read_stack
from lambda_container.operations.deploy.deployment import Deployment
from lambda_container.operations.publish.progress import Progress
from lambda_container.suggestion import names_like

_ENTRY = "lambda_container_bootstrap"
# Terraform merges files of this name last: https://developer.hashicorp.com/terraform/language/files/override
_OVERRIDE = "backend_override.tf.json"


class BootstrapError(LambdaContainerError):
    """There is nothing to bootstrap, or it cannot go on; the message says why."""


class BootstrapEntry(msgspec.Struct, frozen=True):
    """What a ``BootstrapStack`` records about itself.

    Attributes:
        stack: Name of the environment's stack.
        bucket: Name of the bucket for the state.
        region: The bucket's Region.
        key: Key of its own state.
        account: The account that owns the bucket.
    """

    stack: str
    bucket: str
    region: str
    key: str
    account: str


@dataclass(frozen=True)
class Bootstrap:
    """A ``BootstrapStack`` of the project.

    Attributes:
        stack: The stack.
        entry: What it records about itself.
        json: Its JSON.
    """

    stack: StackManifest
    entry: BootstrapEntry
    json: Mapping[str, Any]

    @property
    def policies(self) -> dict[str, Any]:
        """The policies, by name."""
        found = self.json.get("resource", {}).get("aws_iam_policy", {})
        return {each["name"]: _policy(each["policy"]) for each in found.values()}

    @property
    def trust(self) -> dict[str, Any]:
        """The trust policies of the roles, by the role's name."""
        found = self.json.get("resource", {}).get("aws_iam_role", {})
        return {each["name"]: _policy(each["assume_role_policy"]) for each in found.values()}


def bootstraps_of(stacks: list[StackManifest]) -> dict[str, Bootstrap]:
    """The bootstraps of a project, by the name of the stack that each is for."""
    found = {}
    for stack in stacks:
        whole = read_stack(stack.folder)
        if (entry := whole.get("//", {}).get(_ENTRY)) is not None:
            read = msgspec.convert(entry, BootstrapEntry)
            found[read.stack] = Bootstrap(stack, read, whole)
    return found


def bootstrap_named(found: Mapping[str, Bootstrap], name: str | None) -> Bootstrap:
    """The bootstrap of a stack; without a name, the only one that there is.

    Raises:
        BootstrapError: There is none, or several and no name.
    """
    if not found:
        raise BootstrapError("the app has no BootstrapStack: see docs/bootstrap.md")
    if name is None:
        if len(found) > 1:
            raise BootstrapError(f"name the stack to bootstrap: {', '.join(sorted(found))}")
        return next(iter(found.values()))
    if name not in found:
        raise BootstrapError(f"there is no BootstrapStack for {name!r}; {names_like(name, found)}")
    return found[name]


@dataclass(frozen=True)
class BootstrapState:
    """Where the state of a bootstrap is now.

    Attributes:
        bootstrap: The bootstrap.
        deployment: Its deployment.
        file: The file that has the state until there is a bucket.
        is_file: Whether the file has it.
    """

    bootstrap: Bootstrap
    deployment: Deployment
    file: Path
    is_file: bool

    @classmethod
    def find(
        cls, bootstrap: Bootstrap, deployment: Deployment, project: Path, aws: Aws
    ) -> BootstrapState:
        """Find the state, and let Terraform use it.

        Raises:
            BootstrapError: There are two states, or the bucket is somebody else's.
            AwsError: AWS cannot be asked.
        """
        file = project / f"terraform.{bootstrap.stack.name}.tfstate"
        in_bucket = _is_in_bucket(aws, bootstrap.entry)
        if in_bucket and file.exists():
            raise BootstrapError(
                f"there are two states of {bootstrap.stack.name}: {file}, and {bootstrap.entry.key}"
                f" in the bucket {bootstrap.entry.bucket}; delete the one that is not right"
            )
        is_file = not in_bucket
        override = deployment.terraform.folder / _OVERRIDE
        if is_file:
            local = {"terraform": {"backend": {"local": {"path": str(file)}}}}
            replace_file(override, json.dumps(local).encode())
        else:
            override.unlink(missing_ok=True)
        return cls(bootstrap, deployment, file, is_file)

    def move_to_bucket(self, progress: Progress) -> None:
        """Move the state into the bucket, if it is still a file.

        Raises:
            CommandFailed: Terraform fails; the file is still there.
        """
        if not self.is_file:
            return
        name = self.bootstrap.stack.name
        progress.step(name, "moving the state into the bucket")
        (self.deployment.terraform.folder / _OVERRIDE).unlink(missing_ok=True)
        self.deployment.terraform.init("-migrate-state", "-force-copy")
        for file in (self.file, self.file.with_name(f"{self.file.name}.backup")):
            file.unlink(missing_ok=True)
        progress.done(name, "state moved into the bucket")


def variables_of(bootstrap: Bootstrap) -> Iterator[tuple[str, str]]:
    """The variables for CI: names such as ``DEV_PLAN_ROLE``, and their values."""
    environment = bootstrap.entry.stack.upper().replace("-", "_")
    outputs = bootstrap.json.get("output", {})
    for name, output in sorted(outputs.items()):
        if name.endswith("_role"):
            yield f"{environment}_{name.upper()}", output["value"]
    if any(name.endswith("_role") for name in outputs):
        yield f"{environment}_REGION", bootstrap.entry.region


def _is_in_bucket(aws: Aws, entry: BootstrapEntry) -> bool:
    client = aws.client("s3", entry.region)
    with explained(f"S3 in {entry.region}"):
        # A name can be foreseen: a stranger's bucket of that name must not be taken for ours.
        where = {"Bucket": entry.bucket, "ExpectedBucketOwner": entry.account}
        if not _exists(lambda: client.head_bucket(**where), entry):
            return False
        return _exists(lambda: client.head_object(**where, Key=entry.key), entry)


def _exists(ask: Callable[[], Any], entry: BootstrapEntry) -> bool:
    try:
        ask()
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == 404:  # noqa: PLR2004 - HTTP's "not found"
            return False
        if status == 403:  # noqa: PLR2004 - HTTP's "forbidden"
            raise BootstrapError(
                f"the bucket {entry.bucket} may not be read: it is another account's, or the"
                " credentials are not those of its owner"
            ) from error
        raise
    return True


def _policy(text: str) -> Any:
    known = plain(text)
    return text if known is None else json.loads(known)
