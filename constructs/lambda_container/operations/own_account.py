"""Change nothing in another account than a stack is for."""

from __future__ import annotations

from collections.abc import Iterable

from lambda_container.aws_api.session import Aws
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry


class AnotherAccount(LambdaContainerError):  # noqa: N818 - reads as what it says
    """The credentials are of another account than the stack is for."""


def check_account(aws: Aws, functions: Iterable[FunctionEntry]) -> None:
    """Check that an identity is of the account of functions, as Terraform's provider does.

    Raises:
        AnotherAccount: It is of another one.
        AwsError: There are no credentials.
    """
    wanted = {each.account: each.path for each in functions if each.account is not None}
    if not wanted:
        return
    account = aws.account()
    for own, path in wanted.items():
        if own != account:
            raise AnotherAccount(
                f"{path}: is for the account {own}, and the AWS credentials are of {account}: set"
                " AWS_PROFILE, or name a --profile; nothing was changed"
            )
