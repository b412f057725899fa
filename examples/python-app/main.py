"""The smallest app of one's own: the library comes from its wheel, the function lies beside it."""

from __future__ import annotations

from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import ContainerFunction, ContainerImage, Repository

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

HERE = Path(__file__).resolve().parent
ACCOUNT = "111122223333"
REGION = "eu-west-1"


class PythonApp(TerraformStack):
    """One function, built of the folder ``function``."""

    def __init__(self, scope: Construct, id: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        LocalBackend(self, path="../../../terraform.tfstate")
        AwsProvider(self, "aws", region=REGION, allowed_account_ids=[ACCOUNT])
        repository = Repository(self, "Repository", name="python-app/greet")
        function = ContainerFunction(
            self,
            "Greet",
            image=ContainerImage.build(HERE / "function", repository=repository),
            memory_size=256,
            timeout=10,
            environment={"GREETING": "Hello"},
        )
        function.add_dead_letter_queue()
        TerraformOutput(self, "function_name", value=function.function_name)


app = App()
PythonApp(app, "python-app")
app.synth()
