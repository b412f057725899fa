"""The syntax of ECR's and Lambda's names, each with its source."""

from __future__ import annotations

import re

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
REPOSITORY_NAME = re.compile(rf"(?=.{{2,256}}$)(?:{_PART}/)*{_PART}")
REPOSITORY_RULE = (
    "be 2 to 256 lowercase letters and digits, with '.', '_', '__', '/' or any number of '-'"
    " between them"
)
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html
IMAGE_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
IMAGE_TAG_RULE = "be 1 to 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'"
IMAGE_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
IMAGE_DIGEST_RULE = "be 'sha256:' and 64 lowercase hexadecimal digits"
# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
FUNCTION_NAME_RULE = "be 1 to 64 letters, digits, '-' and '_'"
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
ROLE_NAME_RULE = "be 1 to 64 letters, digits and '_+=,.@-'"
# A role's path and that of its policies: CreatePolicy and Lambda take less than CreateRole.
ROLE_PATH = re.compile(r"(?=.{1,512}$)(?:/[A-Za-z0-9.,+@=_-]+)*/")
ROLE_PATH_RULE = (
    "begin and end with '/' and hold letters, digits and '.,+@=_-' only, 512 characters at most"
)

# https://docs.aws.amazon.com/general/latest/gr/ecr.html
_DNS_SUFFIXES = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
}
_REGISTRY_HOST = (
    r"(?P<account>[0-9]{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)"
    rf"\.(?:{'|'.join(map(re.escape, sorted(set(_DNS_SUFFIXES.values()), reverse=True)))})"
)
IMAGE_URI = re.compile(
    rf"{_REGISTRY_HOST}/(?P<repository>[a-z0-9._/-]{{2,256}}?)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


def dns_suffix(partition: str) -> str:
    """The domain of a partition's service endpoints."""
    return _DNS_SUFFIXES.get(partition, _DNS_SUFFIXES["aws"])
