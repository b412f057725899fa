"""Two environments of one function, whose image is published and promoted."""

import os

# First, because it makes the provider packages load lazily.
from lambda_container import ContainerFunction, ContainerImage, Repository

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

app = App()
for name in ("dev", "prod"):
    stack = TerraformStack(app, name)
    LocalBackend(stack, path=f"../../../terraform.{name}.tfstate")
    AwsProvider(
        stack,
        "aws",
        region=os.environ["AWS_REGION"],
        allowed_account_ids=[os.environ["E2E_ACCOUNT"]],
    )
    repository = Repository.from_name(stack, "Repository", f"published-{name}")
    image = ContainerImage.build("function", repository=repository, build="published")
    function = ContainerFunction(
        stack, "Hello", function_name=f"published-{name}", image=image, command=["app.handler"]
    )
    TerraformOutput(stack, "image_uri", value=function.image_uri)
app.synth()
