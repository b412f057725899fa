"""The environments: what differs between them."""

from dataclasses import dataclass
from typing import Literal

from lambda_container import Foundation, GitHub

SERVICE = "@name@"
# Whose jobs may assume the roles of CI; None makes no roles.
CI: GitHub | None = None


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One environment.

    Attributes:
        name: Every name in AWS begins with it and the service's.
        account: The only AWS account that Terraform may change.
        region: Where everything lives.
        memory_size: Of the function, in MB.
        sync: Whether `lambda-container sync` may change its code from a desk, without CI.
        pull_requests: What jobs of pull requests may do: plan it, or also publish to it.
    """

    name: str
    account: str
    region: str
    memory_size: int = 256
    sync: bool = False
    pull_requests: Literal["plan", "publish"] = "plan"

    @property
    def foundation(self) -> Foundation:
        """The state's bucket, the roles of CI and their limits: `make bootstrap` makes them."""
        return Foundation(
            name=f"{self.name}-{SERVICE}",
            account=self.account,
            region=self.region,
        )


# The accounts are examples: put your own there before you deploy.
ENVIRONMENTS = (
    Environment(name="dev", account="111122223333", region="eu-west-1", pull_requests="publish"),
    Environment(name="prod", account="777788889999", region="eu-west-1", memory_size=1024),
)
