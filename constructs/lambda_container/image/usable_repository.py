"""Whether a function can use an image of a repository of another stack."""

from __future__ import annotations

from constructs import Construct

from lambda_container.checks.arguments import Arguments
from lambda_container.repository.repository import AnyRepository
from lambda_container.terraform.construct_tree import path_of, same_app, stack_of


def check_usable(subject: str, repository: AnyRepository, scope: Construct) -> None:
    """Refuse a repository of another App, and one whose provider the function's stack lacks.

    Raises:
        InvalidArgument: One of them.
    """
    if not isinstance(repository, Construct):
        return
    if not same_app(repository, scope):
        rule = "be of the App of the function: Terraform builds nothing for another"
        Arguments(subject).fail("repository", rule, path_of(repository))
    provider = repository.placement.provider
    if provider is not None and stack_of(provider) is not stack_of(scope):
        rule = f"have no provider of its own to be used by {path_of(scope)!r}, of another stack"
        Arguments(subject).fail("repository", rule, path_of(repository))
