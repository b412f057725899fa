"""Amazon ECR: where images live."""

from lambda_container.repository.existing import ExistingRepository
from lambda_container.repository.lifecycle import EXPIRE_UNTAGGED, LifecycleRule
from lambda_container.repository.registry import RegistryLogin
from lambda_container.repository.repository import Repository

__all__ = ["EXPIRE_UNTAGGED", "ExistingRepository", "LifecycleRule", "RegistryLogin", "Repository"]
