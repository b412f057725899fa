"""CDKTF constructs for AWS Lambda functions that are container images.

A function runs a :class:`ContainerImage`, built into a :class:`Repository`, as an
:class:`ExecutionRole`::

    repository = Repository(self, "Repository", name="hello")
    image = ContainerImage.build("functions/hello", repository=repository)
    ContainerFunction(self, "Hello", image=image, memory_size=512, timeout=30)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import lambda_container.bindings  # noqa: F401 - first: it makes the provider packages load lazily

# isort: split
from lambda_container.arguments import Architecture
from lambda_container.errors import (
    InvalidArgument,
    LambdaContainerError,
    LambdaContainerWarning,
    UnsupportedArgument,
)
from lambda_container.function import (
    CapacityProviderConfig,
    ContainerFunction,
    Destination,
    DurableConfig,
    FileSystemConfig,
    Timeouts,
    VpcConfig,
)
from lambda_container.iam import Condition, Principal, Statement
from lambda_container.image import BuildSecret, BuiltImage, ContainerImage
from lambda_container.key import EncryptionKey, ExistingKey
from lambda_container.repository import (
    EXPIRE_UNTAGGED,
    ExistingRepository,
    LifecycleRule,
    Repository,
)
from lambda_container.role import ExecutionRole, ExistingRole
from lambda_container.text import raw

if TYPE_CHECKING:
    from lambda_container.dead_letter import DeadLetterQueue, DeadLetterTopic
    from lambda_container.deployment import GradualDeployment, TrafficShift
    from lambda_container.function.alias import Alias
    from lambda_container.function.existing import ExistingFunction
    from lambda_container.function.provisioned_concurrency import ProvisionedConcurrency, Scaling
    from lambda_container.function.url import Cors, FunctionUrl
    from lambda_container.network import HTTPS_OUT, SecurityGroup, SecurityGroupRule, Vpc

# What many stacks never use is imported when it is asked for: its bindings take as long to load as
# a small stack takes to synthesize.
_LATER = {
    "Alias": "lambda_container.function.alias",
    "Cors": "lambda_container.function.url",
    "DeadLetterQueue": "lambda_container.dead_letter",
    "DeadLetterTopic": "lambda_container.dead_letter",
    "ExistingFunction": "lambda_container.function.existing",
    "FunctionUrl": "lambda_container.function.url",
    "GradualDeployment": "lambda_container.deployment",
    "HTTPS_OUT": "lambda_container.network",
    "ProvisionedConcurrency": "lambda_container.function.provisioned_concurrency",
    "Scaling": "lambda_container.function.provisioned_concurrency",
    "SecurityGroup": "lambda_container.network",
    "SecurityGroupRule": "lambda_container.network",
    "TrafficShift": "lambda_container.deployment",
    "Vpc": "lambda_container.network",
}

__all__ = [
    "EXPIRE_UNTAGGED",
    "HTTPS_OUT",
    "Alias",
    "Architecture",
    "BuildSecret",
    "BuiltImage",
    "CapacityProviderConfig",
    "Condition",
    "ContainerFunction",
    "ContainerImage",
    "Cors",
    "DeadLetterQueue",
    "DeadLetterTopic",
    "Destination",
    "DurableConfig",
    "EncryptionKey",
    "ExecutionRole",
    "ExistingFunction",
    "ExistingKey",
    "ExistingRepository",
    "ExistingRole",
    "FileSystemConfig",
    "FunctionUrl",
    "GradualDeployment",
    "InvalidArgument",
    "LambdaContainerError",
    "LambdaContainerWarning",
    "LifecycleRule",
    "Principal",
    "ProvisionedConcurrency",
    "Repository",
    "Scaling",
    "SecurityGroup",
    "SecurityGroupRule",
    "Statement",
    "Timeouts",
    "TrafficShift",
    "UnsupportedArgument",
    "Vpc",
    "VpcConfig",
    "raw",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
