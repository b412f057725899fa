"""The environments: what differs between them."""

from dataclasses import dataclass

SERVICE = "@name@"


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One environment.

    Attributes:
        name: What every name in AWS begins with.
        account: The only AWS account that Terraform may change.
        region: Where everything lives.
        memory_size: Of the function, in MB.
        state_bucket: The S3 bucket of Terraform's state. Without one it is a file beside main.py,
            which no other machine sees: CI needs a bucket.
    """

    name: str
    account: str
    region: str
    memory_size: int = 256
    state_bucket: str | None = None


# The accounts are examples: put your own there before you deploy.
ENVIRONMENTS = (
    Environment(name="dev", account="111122223333", region="eu-west-1"),
    Environment(name="prod", account="777788889999", region="eu-west-1", memory_size=1024),
)
