"""AWS Lambda: what runs an image."""

from lambda_container.function.container_function import ContainerFunction, Timeouts

__all__ = ["ContainerFunction", "Timeouts"]
