"""The stack of one environment: a function and its image."""

from pathlib import Path

from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Repository,
    allow_sync,
    require_permissions_boundary,
    s3_backend,
)
from cdktf import TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct

from stacks.environments import SERVICE, Environment

PROJECT = Path(__file__).resolve().parents[1]


class ServiceStack(TerraformStack):
    """What one environment runs.

    Args:
        scope: The app.
        id_: The stack's name.
        environment: What is particular to the environment.
        lock: The file of digests. Default: lambda-container.lock.json beside cdktf.json.

    Attributes:
        function: The function ``hello``.
    """

    def __init__(
        self, scope: Construct, id_: str, *, environment: Environment, lock: Path | None = None
    ) -> None:
        super().__init__(scope, id_)
        foundation = environment.foundation
        s3_backend(self, bucket=foundation.state_bucket, region=environment.region)
        require_permissions_boundary(self, foundation.permissions_boundary)
        if environment.sync:
            allow_sync(self)
        tags = {"Service": SERVICE, "Environment": environment.name}
        AwsProvider(
            self,
            "aws",
            region=environment.region,
            allowed_account_ids=[environment.account],
            default_tags=[AwsProviderDefaultTags(tags=tags)],
        )
        # `make deploy` and `make promote` make the repository and what is in it.
        repository = Repository.from_name(
            self,
            "Repository",
            f"{environment.name}-{SERVICE}/hello",
            registry_id=environment.account,
        )
        image = ContainerImage.build(
            PROJECT / "functions" / "hello", repository=repository, build="published", lock=lock
        )
        self.function = ContainerFunction(
            self,
            "Hello",
            function_name=f"{environment.name}-{SERVICE}-hello",
            image=image,
            memory_size=environment.memory_size,
            timeout=10,
        )
        TerraformOutput(self, "hello_name", value=self.function.function_name)
