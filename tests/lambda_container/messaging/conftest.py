"""The function of the event source tests, to use with queues."""

from tests.lambda_container.events.conftest import function

__all__ = ["function"]
