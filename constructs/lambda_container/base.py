"""The CDK that this library is built on, and the other one that there is.

`make wheel` makes a distribution of the library for each: tools/base.py renames the imports, the
packages and what is in this module. All other code is the same.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lambda_container.errors import LambdaContainerError

NAME, BASE = "CDKTF", "cdktf"
DISTRIBUTION = "cdktf-lambda-container"
PROVIDERS = ("cdktf-cdktf-provider-aws", "cdktf-cdktf-provider-docker")
OTHER_NAME, OTHER_BASE = "CDK Terrain", "cdktn"
OTHER_DISTRIBUTION = "cdktn-lambda-container"
OTHER_PROVIDERS = "cdktn_provider_"

INSTEAD = (
    f"{DISTRIBUTION} is for {NAME} ({BASE}): for {OTHER_NAME} ({OTHER_BASE}), uninstall it and"
    f" install {OTHER_DISTRIBUTION}"
)
BOTH = (
    f"{DISTRIBUTION} and {OTHER_DISTRIBUTION} are both installed, and replaced each other's files:"
    " uninstall both, then install the one for the CDK that the app imports"
)
# Each distribution has a file of its own.
_OTHER_FILE = Path(__file__).with_name(f"{OTHER_BASE}.base.txt")


class TwoDistributions(LambdaContainerError, ImportError):  # noqa: N818 - clear without a suffix
    """Both distributions are installed."""


def is_alone() -> bool:
    """Whether the other distribution is not installed beside this one."""
    return not _OTHER_FILE.exists()


def check_alone() -> None:
    """Refuse to work with a mixture of files.

    Raises:
        TwoDistributions: Both distributions are installed.
    """
    if not is_alone():
        raise TwoDistributions(BOTH)


def is_of_other_base(value: object) -> bool:
    """Whether an object belongs to the other CDK, such as a stack or a provider."""
    return any(kind.__module__.partition(".")[0] == OTHER_BASE for kind in type(value).__mro__)


def may_be_mixed() -> bool:
    """Whether the program has imported the other CDK, too."""
    return OTHER_BASE in sys.modules
