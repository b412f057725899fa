"""A stack whose two functions have images of their own, of one content, in one repository."""

import os
from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import ContainerFunction, ContainerImage, Repository

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HERE = Path(__file__).parent

app = App(outdir=str(HERE / "cdktf.out"))
stack = TerraformStack(app, "twins")
LocalBackend(stack, path="../../../terraform.twins.tfstate")
AwsProvider(stack, "aws", region=os.environ["AWS_REGION"])
repository = Repository(stack, "Repository", name="twins", force_delete=True, login="ecr-login")
for name in ("one", "other"):
    # Without an id of its own, the second would be the first.
    image = ContainerImage.build(HERE / "function", repository=repository, id=f"Image-{name}")
    function = ContainerFunction(stack, name, function_name=f"twins-{name}", image=image)
    TerraformOutput(stack, f"{name}_image_uri", value=function.image_uri)
app.synth()
