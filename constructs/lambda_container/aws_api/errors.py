"""Turn AWS errors into messages that suggest a fix and contain no credentials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own name
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from lambda_container.errors import LambdaContainerError

_LOGGED_OUT = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)


class AwsError(LambdaContainerError):
    """AWS is unreachable, refuses a call, or does not find the resource."""


class RepositoryMissing(AwsError):  # noqa: N818 - reads as what it says
    """There is no such repository."""


class ResourceMissing(AwsError):  # noqa: N818 - reads as what it says
    """There is no such resource."""


class LimitExceeded(AwsError):  # noqa: N818 - reads as what it says
    """A quota does not allow it now."""


class ScanMissing(AwsError):  # noqa: N818 - reads as what it says
    """An image was not scanned."""


class TagExists(AwsError):  # noqa: N818 - reads as what it says
    """A repository with immutable tags already has this tag."""


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Raise AWS's errors as :class:`AwsError`.

    Args:
        where: The called service, such as ``ECR in eu-west-1``.
    """
    try:
        yield
    except ClientError as error:
        raise _of_answer(where, error) from error
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
        text = f"{where}: no AWS credentials found: {error}; log in, or set AWS_PROFILE"
        raise AwsError(text) from error
    except (CredentialRetrievalError, SSOError, TokenRetrievalError) as error:
        raise AwsError(f"{where}: the AWS login has expired: {error}; log in again") from error
    except (ConnectionError, HTTPClientError) as error:
        raise AwsError(f"{where} is unreachable: {error}") from error
    except BotoCoreError as error:
        raise AwsError(f"{where}: {error}") from error


def _of_answer(where: str, error: ClientError) -> AwsError:
    answer = error.response.get("Error", {})
    code, message = answer.get("Code", "?"), answer.get("Message", "")
    if code in _LOGGED_OUT:
        return AwsError(f"{where}: the AWS login has expired or is invalid ({code}); log in again")
    kinds = {
        "ImageTagAlreadyExistsException": TagExists,
        "LimitExceededException": LimitExceeded,
        "RepositoryNotFoundException": RepositoryMissing,
        "ResourceNotFoundException": ResourceMissing,
        "ScanNotFoundException": ScanMissing,
    }
    hint = "; request a higher quota from AWS" if code == "LimitExceededException" else ""
    return kinds.get(code, AwsError)(f"{where}: {code}: {message}{hint}")
