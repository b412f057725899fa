"""Private ECR registries, through AWS's API and the registry protocol, without an engine."""

from lambda_container.ecr.errors import EcrError, RepositoryMissing, TagExists
from lambda_container.ecr.registry import Login, Registry, RemoteImage
from lambda_container.ecr.session import Aws

__all__ = [
    "Aws",
    "EcrError",
    "Login",
    "Registry",
    "RemoteImage",
    "RepositoryMissing",
    "TagExists",
]
