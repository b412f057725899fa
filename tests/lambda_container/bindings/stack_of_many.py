"""A program that synthesizes 30 AWS and 5 Docker resources; stock, or with the bindings.

Usage: python stack_of_many.py OUTDIR stock|first|last
"""

from __future__ import annotations

import importlib
import sys

# cdktf and every provider are imported here or below, never by an import that a sorter could move.
outdir, order = sys.argv[1:]
if order == "first":
    importlib.import_module("lambda_container")
cdk = importlib.import_module("cdktf")
if order == "last":
    importlib.import_module("lambda_container")

AWS: list[tuple[str, dict[str, object]]] = [
    ("EcrRepository", {"name": "a", "image_scanning_configuration": {"scan_on_push": True}}),
    ("EcrLifecyclePolicy", {"repository": "a", "policy": "{}"}),
    ("IamRole", {"assume_role_policy": "{}", "tags": {"a": "${b}"}}),
    ("IamPolicy", {"policy": "{}"}),
    ("IamRolePolicyAttachment", {"role": "a", "policy_arn": "b"}),
    ("LambdaFunction", {"function_name": "a", "role": "b", "image_config": {"command": ["c"]}}),
    ("LambdaAlias", {"function_name": "a", "function_version": "1", "name": "live"}),
    ("LambdaPermission", {"function_name": "a", "action": "b", "principal": "c"}),
    ("LambdaEventSourceMapping", {"function_name": "a", "batch_size": 10}),
    ("CloudwatchLogGroup", {"name": "a", "retention_in_days": 14}),
    ("CloudwatchEventRule", {"schedule_expression": "rate(1 hour)"}),
    ("CloudwatchEventTarget", {"rule": "a", "arn": "b"}),
    ("SqsQueue", {"name": "a", "visibility_timeout_seconds": 30}),
    ("SqsQueuePolicy", {"queue_url": "a", "policy": "{}"}),
    ("SnsTopic", {"name": "a"}),
    ("SnsTopicSubscription", {"topic_arn": "a", "protocol": "sqs", "endpoint": "b"}),
    ("KmsKey", {"enable_key_rotation": True}),
    ("KmsAlias", {"name": "alias/a", "target_key_id": "b"}),
    ("S3Bucket", {"bucket": "a", "force_destroy": True}),
    ("S3BucketPolicy", {"bucket": "a", "policy": "{}"}),
    ("DynamodbTable", {"name": "a", "hash_key": "b", "attribute": [{"name": "b", "type": "S"}]}),
    ("KinesisStream", {"name": "a", "shard_count": 1}),
    ("SecretsmanagerSecret", {"name": "a"}),
    ("SsmParameter", {"name": "a", "type": "String", "value": "b"}),
    ("Vpc", {"cidr_block": "10.0.0.0/16"}),
    ("Subnet", {"vpc_id": "a", "cidr_block": "10.0.0.0/24"}),
    (
        "SecurityGroup",
        {"name": "a", "ingress": [{"from_port": 1, "to_port": 2, "protocol": "tcp"}]},
    ),
    ("SfnStateMachine", {"definition": "{}", "role_arn": "a"}),
    ("Apigatewayv2Api", {"name": "a", "protocol_type": "HTTP"}),
    (
        "Route53Record",
        {"zone_id": "a", "name": "b", "type": "A", "ttl": 60, "records": ["1.2.3.4"]},
    ),
]
DOCKER: list[tuple[str, dict[str, object]]] = [
    ("Image", {"name": "a", "build_attribute": {"context": ".", "build_args": {"A": "b"}}}),
    ("RegistryImage", {"name": "a", "keep_remotely": True}),
    ("Network", {"name": "a"}),
    ("Volume", {"name": "a"}),
    ("Container", {"name": "a", "image": "b", "ports": [{"internal": 80}]}),
]


def snake_case(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")


def add(provider: str, module: str, name: str, arguments: dict[str, object]) -> None:
    bindings = importlib.import_module(f"cdktf_cdktf_provider_{provider}.{module}")
    getattr(bindings, name)(stack, f"{provider}-{name}", **arguments)


app = cdk.App(outdir=outdir)
stack = cdk.TerraformStack(app, "many")
cdk.LocalBackend(stack, path="terraform.tfstate")
add("aws", "provider", "AwsProvider", {"region": "eu-west-1"})
add("docker", "provider", "DockerProvider", {})
for name, arguments in AWS:
    add("aws", snake_case(name), name, arguments)
for name, arguments in DOCKER:
    add("docker", snake_case(name), name, arguments)
app.synth()
