"""The calls of what an environment is built on."""

from __future__ import annotations

import itertools
from typing import Any, cast

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import BootstrapStack, Foundation, GitHub, GitLab, Statement, s3_backend
from tests.aws import ACCOUNT, REGION
from tests.sweep.calls.call import Call, Of
from tests.sweep.calls.common import BUCKET, TAGS
from tests.sweep.scene import Scene

FOUNDATION = {"name": "dev-orders", "account": ACCOUNT, "region": REGION}
_numbers = itertools.count()
NEEDED = {"aws_sfn_state_machine": [Statement(actions=["s3:GetObject"], resources=[BUCKET])]}


def app_of(scene: Scene) -> App:
    return cast("App", scene.stack.node.root)


def service(scene: Scene) -> TerraformStack:
    stack = TerraformStack(app_of(scene), f"service-{next(_numbers)}")
    AwsProvider(stack, "aws", region=REGION)
    s3_backend(stack, bucket=Foundation(**FOUNDATION).state_bucket, region=REGION)
    return stack


def bootstrap(scene: Scene, **arguments: Any) -> BootstrapStack:
    """A stack in an app of its own: an app has one bootstrap of a foundation."""
    scene = Scene(scene.folder)
    options = {"foundation": Foundation(**FOUNDATION), "stack": service(scene), **arguments}
    return BootstrapStack(app_of(scene), f"bootstrap-{next(_numbers)}", **options)


CALLS: dict[str, Call] = {
    "BootstrapStack": Call(
        lambda scene, **a: BootstrapStack(**a),
        {
            "scope": Of(app_of),
            "id": "bootstrap",
            "foundation": Foundation(**FOUNDATION),
            "stack": Of(service),
            "ci": GitHub(repository="acme/orders"),
            "environment": "development",
            "pull_requests": "publish",
            "create_identity_provider": False,
            "permissions": NEEDED,
            "tags": TAGS,
        },
        ["scope", "id", "foundation", "stack"],
        together={"environment": {"ci": GitHub(repository="acme/orders")}},
    ),
    "Foundation": Call(
        lambda scene, **a: bootstrap(scene, foundation=Foundation(**a)),
        {**FOUNDATION, "name_prefixes": ["dev"]},
        ["name", "account", "region"],
    ),
    "Foundation.role_arn": Call(
        lambda scene, **a: Foundation(**FOUNDATION).role_arn(**a), {"role": "deploy"}, ["role"]
    ),
    "GitHub": Call(
        lambda scene, **a: bootstrap(scene, ci=GitHub(**a)),
        {"repository": "acme/orders", "branch": "trunk", "issuer": "tokens.example.com"},
        ["repository"],
    ),
    "GitLab": Call(
        lambda scene, **a: bootstrap(scene, ci=GitLab(**a)),
        {"project": "acme/orders", "branch": "trunk", "issuer": "git.example.com"},
        ["project"],
    ),
}
