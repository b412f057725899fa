"""The function of the event sources' tests: queues are what it works on."""

from tests.lambda_container.events.conftest import function

__all__ = ["function"]
