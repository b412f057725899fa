"""A stack with one function, for what the project's own app leaves at its defaults.

``options.json`` beside it holds arguments of ``ContainerImage.build``.
"""

import json
import os
from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import BuildSecret, ContainerFunction, ContainerImage, Repository

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HERE = Path(__file__).parent

app = App(outdir=str(HERE / "cdktf.out"))
stack = TerraformStack(app, "probe")
LocalBackend(stack, path="../../../terraform.probe.tfstate")
AwsProvider(stack, "aws", region=os.environ["AWS_REGION"])
repository = Repository(stack, "Repository", name="probe", force_delete=True, login="ecr-login")
image = ContainerImage.build(
    HERE / "function",
    repository=repository,
    secrets=[BuildSecret(id="planted", env="E2E_BUILD_SECRET")],
    **json.loads((HERE / "options.json").read_text()),
)
function = ContainerFunction(
    stack,
    "Probe",
    function_name="probe",
    image=image,
    command=["app.handler"],
    environment={"LITERAL": "${not} evaluated"},
    memory_size=192,
    timeout=10,
    publish=True,
)
alias = function.add_alias("live")
url = alias.add_url()
outputs = {
    "image_uri": function.image_uri,
    "repository_url": repository.repository_url,
    "url": url.url,
    "version": function.version,
}
for name, value in outputs.items():
    TerraformOutput(stack, name, value=value)
app.synth()
