"""The engines that stand in, as the engine's own tests have them."""

from tests.lambda_container.engine.conftest import engines, told

__all__ = ["engines", "told"]
