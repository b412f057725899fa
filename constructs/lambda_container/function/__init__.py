"""AWS Lambda: what runs an image, and who may call it."""

from lambda_container.function.capacity_provider_config import CapacityProviderConfig
from lambda_container.function.container_function import ContainerFunction
from lambda_container.function.destination import Destination
from lambda_container.function.durable_config import DurableConfig
from lambda_container.function.file_system_config import FileSystemConfig
from lambda_container.function.timeouts import Timeouts
from lambda_container.function.vpc_config import VpcConfig

__all__ = [
    "CapacityProviderConfig",
    "ContainerFunction",
    "Destination",
    "DurableConfig",
    "FileSystemConfig",
    "Timeouts",
    "VpcConfig",
]
