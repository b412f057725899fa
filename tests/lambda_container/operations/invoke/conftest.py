"""The stand-ins for engines, as in the engine tests."""

from tests.lambda_container.engine.conftest import engines, told

__all__ = ["engines", "told"]
