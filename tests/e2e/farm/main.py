"""Eight functions, each with an image of its own, which a builder elsewhere builds."""

import os

# First, because it makes the provider packages load lazily.
from lambda_container import ContainerFunction, ContainerImage, Repository, allow_sync

# isort: split
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

app = App()
stack = TerraformStack(app, "farm")
LocalBackend(stack, path="../../../terraform.farm.tfstate")
AwsProvider(
    stack, "aws", region=os.environ["AWS_REGION"], allowed_account_ids=[os.environ["E2E_ACCOUNT"]]
)
allow_sync(stack)
repository = Repository.from_name(stack, "Repository", "farm")
for number in range(8):
    ContainerFunction(
        stack,
        f"Farm{number}",
        function_name=f"farm-{number}",
        image=ContainerImage.build(
            "function",
            repository=repository,
            build="published",
            build_args={"NUMBER": str(number)},
            id=f"Image-{number}",
        ),
        command=["app.handler"],
    )
app.synth()
