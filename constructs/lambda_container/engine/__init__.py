"""What builds, keeps and runs images on this machine: Docker, or a peer that is used like it."""

from lambda_container.engine.build import Build, BuildSecretSource, LocalImage
from lambda_container.engine.engine import ENGINES, Engine, EngineError
from lambda_container.engine.login import logged_in

__all__ = [
    "ENGINES",
    "Build",
    "BuildSecretSource",
    "Engine",
    "EngineError",
    "LocalImage",
    "logged_in",
]
