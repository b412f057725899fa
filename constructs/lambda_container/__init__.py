"""CDKTF constructs for AWS Lambda functions that are container images.

A function runs a :class:`ContainerImage`, built into a :class:`Repository`, as an
:class:`ExecutionRole`::

    repository = Repository(self, "Repository", name="hello")
    image = ContainerImage.build("functions/hello", repository=repository)
    ContainerFunction(self, "Hello", image=image, memory_size=512, timeout=30)
"""

import lambda_container.bindings  # noqa: F401 - first: it makes the provider packages load lazily

# isort: split
from lambda_container.arguments import Architecture
from lambda_container.dead_letter import DeadLetterQueue, DeadLetterTopic
from lambda_container.deployment import GradualDeployment, TrafficShift
from lambda_container.errors import (
    InvalidArgument,
    LambdaContainerError,
    LambdaContainerWarning,
    UnsupportedArgument,
)
from lambda_container.function import (
    Alias,
    CapacityProviderConfig,
    ContainerFunction,
    Cors,
    Destination,
    DurableConfig,
    ExistingFunction,
    FileSystemConfig,
    FunctionUrl,
    ProvisionedConcurrency,
    Scaling,
    Timeouts,
)
from lambda_container.iam import Condition, Principal, Statement
from lambda_container.image import BuildSecret, BuiltImage, ContainerImage
from lambda_container.key import EncryptionKey, ExistingKey
from lambda_container.network import (
    HTTPS_OUT,
    SecurityGroup,
    SecurityGroupRule,
    Vpc,
    VpcConfig,
)
from lambda_container.repository import (
    EXPIRE_UNTAGGED,
    ExistingRepository,
    LifecycleRule,
    Repository,
)
from lambda_container.role import ExecutionRole, ExistingRole
from lambda_container.text import raw

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
