"""AWS Lambda: what runs an image, and who may call it."""

from lambda_container.function.alias import Alias
from lambda_container.function.capacity_provider_config import CapacityProviderConfig
from lambda_container.function.container_function import ContainerFunction
from lambda_container.function.destination import Destination
from lambda_container.function.durable_config import DurableConfig
from lambda_container.function.existing import ExistingFunction
from lambda_container.function.file_system_config import FileSystemConfig
from lambda_container.function.provisioned_concurrency import ProvisionedConcurrency, Scaling
from lambda_container.function.timeouts import Timeouts
from lambda_container.function.url import Cors, FunctionUrl

__all__ = [
    "Alias",
    "CapacityProviderConfig",
    "ContainerFunction",
    "Cors",
    "Destination",
    "DurableConfig",
    "ExistingFunction",
    "FileSystemConfig",
    "FunctionUrl",
    "ProvisionedConcurrency",
    "Scaling",
    "Timeouts",
]
