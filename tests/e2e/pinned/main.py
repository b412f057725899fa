"""Two functions on two base images, once published and once built by Terraform."""

import os

# First, because it makes the provider packages load lazily.
from lambda_container import ContainerFunction, ContainerImage, ExistingRepository, Repository
from lambda_container.manifest.entries import BuildMode

# isort: split
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

MODES: dict[str, BuildMode] = {"pinned-published": "published", "pinned-built": "terraform"}

app = App()
for name, build in MODES.items():
    stack = TerraformStack(app, name)
    LocalBackend(stack, path=f"../../../terraform.{name}.tfstate")
    AwsProvider(
        stack,
        "aws",
        region=os.environ["AWS_REGION"],
        allowed_account_ids=[os.environ["E2E_ACCOUNT"]],
    )
    for base in ("Lambda", "Slim"):
        repository_name = f"{name}-{base.lower()}"
        repository: Repository | ExistingRepository
        if build == "published":
            repository = Repository.from_name(stack, f"{base}Repository", repository_name)
        else:
            repository = Repository(
                stack,
                f"{base}Repository",
                name=repository_name,
                force_delete=True,
                login="ecr-login",
            )
        ContainerFunction(
            stack,
            base,
            function_name=repository_name,
            image=ContainerImage.build(
                base.lower(), repository=repository, build=build, id=f"Image-{base}"
            ),
            command=["app.handler"],
        )
app.synth()
