"""Terraform accepts what the APIs are made of."""

from __future__ import annotations

import json
from pathlib import Path

from cdktf import TerraformStack, Testing

from lambda_container import ContainerFunction, Cors, HttpApi, JwtAuthorizer, RestProxy
from tests.terraform import find_terraform


def test_terraform_accepts_all_that_an_api_can_be(
    stack: TerraformStack, function: ContainerFunction, tmp_path: Path
) -> None:
    terraform = find_terraform()
    cors = Cors(
        allow_origins=["https://example.com"],
        allow_methods=["*"],
        allow_headers=["x-a"],
        expose_headers=["x-b"],
        allow_credentials=True,
        max_age=60,
    )
    api = HttpApi(
        stack,
        "Api",
        description="It's ${a}",
        cors=cors,
        disable_execute_api_endpoint=True,
        tags={"a": "b"},
    )
    jwt = JwtAuthorizer(issuer="https://login.example.com", audience=["shop"])
    api.add_route("GET /orders/{id}", function, authorizer=jwt, scopes=["read"])
    api.add_route("ANY /a~b!c/{path+}", function, authorizer="AWS_IAM").grant_invoke(function)
    api.add_route("$default", function.add_alias("live"), public=True)
    RestProxy(stack, "Rest", target=function, tags={"a": "b"}).grant_invoke(function)
    RestProxy(stack, "Public", target=function.add_alias("beta"), public=True, tracing=False)

    content = json.loads(Testing.synth(stack))
    content["terraform"]["required_providers"]["aws"]["version"] = terraform.aws_version
    (tmp_path / "cdk.tf.json").write_text(json.dumps(content))
    terraform.run("init", f"-plugin-dir={terraform.plugins}", cwd=tmp_path)
    assert "The configuration is valid" in terraform.run("validate", "-no-color", cwd=tmp_path)
