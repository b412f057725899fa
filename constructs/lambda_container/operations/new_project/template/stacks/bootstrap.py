"""What an environment is built on, before its first deployment."""

from lambda_container import BootstrapStack
from constructs import Construct

from stacks.environments import CI, ENVIRONMENTS, SERVICE, Environment
from stacks.service import ServiceStack


def bootstrap(scope: Construct, environment: Environment, service: ServiceStack) -> BootstrapStack:
    """The stack that `make bootstrap` applies: the state's bucket, and roles for the jobs of CI.

    Args:
        scope: The app.
        environment: The environment.
        service: Its stack, complete: the roles may do what its resources need.
    """
    first = next(one for one in ENVIRONMENTS if one.account == environment.account)
    return BootstrapStack(
        scope,
        f"bootstrap-{environment.name}",
        foundation=environment.foundation,
        stack=service,
        ci=CI,
        pull_requests=environment.pull_requests,
        # An account has one for all of its environments and projects: False if it is there already.
        create_identity_provider=environment is first,
        tags={"Service": SERVICE, "Environment": environment.name},
    )
