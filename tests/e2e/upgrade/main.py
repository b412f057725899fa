"""A stack that was applied with the last release: ``released.json`` is what that made of it.

At a release, write the file anew: see CONTRIBUTING.md.
"""

import os
from pathlib import Path

# First, because it makes the provider packages load lazily.
from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Destination,
    EncryptionKey,
    EventBridgeEventSource,
    ExecutionRole,
    Queue,
    Repository,
    SqsEventSource,
)

# isort: split
from cdktf import App, LocalBackend, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HERE = Path(__file__).parent

app = App(outdir=str(HERE / "cdktf.out"))
stack = TerraformStack(app, "upgrade")
LocalBackend(stack, path="../../../terraform.upgrade.tfstate")
AwsProvider(stack, "aws", region=os.environ["AWS_REGION"])
key = EncryptionKey(stack, "Key")
repository = Repository(stack, "Repository", name="upgrade", force_delete=True, login="ecr-login")
image = ContainerImage.build(HERE / "function", repository=repository)

orders = ContainerFunction(
    stack, "Orders", image=image, memory_size=256, timeout=10, publish=True, kms_key=key
)
orders.allow(["dynamodb:GetItem"], [f"arn:aws:dynamodb:*:{os.environ['E2E_ACCOUNT']}:table/orders"])
live = orders.add_alias("live")
live.add_url()
live.configure_async(on_failure=Destination.queue(orders.add_dead_letter_queue()))
live.add_event_source(SqsEventSource(Queue(stack, "Queue", function=orders)))

role = ExecutionRole(stack, "Role", name="upgrade-invoices")
invoices = ContainerFunction(stack, "Invoices", image=image, role=role)
invoices.add_event_source(EventBridgeEventSource({"source": ["shop"]}))

TerraformOutput(stack, "orders", value=orders.function_name)
TerraformOutput(stack, "image_uri", value=orders.image_uri)
app.synth()
