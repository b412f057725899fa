"""The argument ``repository``."""

from __future__ import annotations

from lambda_container.checks.arguments import Arguments
from lambda_container.repository.existing_repository import ExistingRepository
from lambda_container.repository.repository import AnyRepository, Repository


def check_repository(arguments: Arguments, repository: AnyRepository) -> None:
    """Refuse what is no repository of this library.

    Raises:
        InvalidArgument: Something else; for an ``aws_ecr_repository`` with what makes one of it.
    """
    if getattr(repository, "terraform_resource_type", None) == "aws_ecr_repository":
        rule = "be a Repository: Repository.from_arn(scope, id, repository.arn) is one of it"
        arguments.fail("repository", rule, repository)
    arguments.instance("repository", repository, Repository, ExistingRepository)
