"""What was made by hand is adopted as the guide says, and nothing is replaced."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.e2e.emulator import REGION, REGISTRY, Emulator
from tests.e2e.environment import Deployment
from tests.e2e.project import Guide
from tests.e2e.terraform import AWS_VERSION, Installation, Workspace

DIGEST = "sha256:1f0e4b5c6d7a8f9012345678901234567890123456789012345678901234abcd"
PAGE = "adopting.md"
_ROLE = 'role = ExecutionRole(stack, "Role", name="shop-orders", path="/service-role/")'
# What terraform-aws-modules/lambda calls its resources.
OTHER_MODULE = """
resource "aws_iam_role" "lambda" {
  count              = 1
  name               = "shop-orders"
  path               = "/service-role/"
  assume_role_policy = jsonencode(TRUST)
}

resource "aws_cloudwatch_log_group" "lambda" {
  count = 1
  name  = "/aws/lambda/shop-orders"
}

resource "aws_lambda_function" "this" {
  count         = 1
  function_name = "shop-orders"
  package_type  = "Image"
  role          = aws_iam_role.lambda[0].arn
  image_uri     = "REGISTRY/shop/orders@DIGEST"
}
"""
# Its example of a container image, as its two modules make it: their defaults, names, addresses.
# The stand-in has no docker_image, which builds there: what pushes also builds.
CONTAINER_IMAGE = {
    "docker_build": """
        resource "docker_registry_image" "this" {
          name          = "REGISTRY/${aws_ecr_repository.this[0].id}:latest"
          keep_remotely = false
          build {
            context    = "${path.root}/context"
            build_args = { FOO = "bar" }
            platform   = "linux/amd64"
          }
        }
        resource "aws_ecr_repository" "this" {
          count                = 1
          force_delete         = true
          name                 = "shop/orders"
          image_tag_mutability = "MUTABLE"
          image_scanning_configuration { scan_on_push = false }
        }
        resource "aws_ecr_lifecycle_policy" "this" {
          count      = 1
          repository = aws_ecr_repository.this[0].id
          policy = jsonencode({
            rules = [{
              rulePriority = 1
              description  = "Keep only the last 2 images"
              selection = {
                tagStatus   = "any"
                countType   = "imageCountMoreThan"
                countNumber = 2
              }
              action       = { type = "expire" }
            }]
          })
        }
        output "image_uri" {
          value = "REGISTRY/shop/orders@${docker_registry_image.this.sha256_digest}"
        }
    """,
    "lambda_function_with_docker_build": """
        variable "image_uri" { type = string }
        resource "aws_lambda_function" "this" {
          count         = 1
          function_name = "shop-orders"
          package_type  = "Image"
          role          = aws_iam_role.lambda[0].arn
          image_uri     = var.image_uri
          architectures = ["x86_64"]
          memory_size   = 128
          timeout       = 3
          depends_on    = [aws_iam_role_policy.logs, aws_cloudwatch_log_group.lambda]
        }
        resource "aws_iam_role" "lambda" {
          count                 = 1
          name                  = "shop-orders"
          force_detach_policies = true
          assume_role_policy    = jsonencode(TRUST)
        }
        resource "aws_iam_role_policy" "logs" {
          count = 1
          name  = "shop-orders-logs"
          role  = aws_iam_role.lambda[0].name
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect   = "Allow"
              Action   = ["logs:PutLogEvents", "logs:CreateLogStream", "logs:CreateLogGroup"]
              Resource = "${aws_cloudwatch_log_group.lambda[0].arn}:*"
            }]
          })
        }
        resource "aws_cloudwatch_log_group" "lambda" {
          count = 1
          name  = "/aws/lambda/shop-orders"
        }
    """,
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
Adopt = Callable[..., Deployment[Guide]]


@pytest.fixture(params=["python", "hcl"])
def language(request: pytest.FixtureRequest) -> str:
    language: str = request.param
    return language


@pytest.fixture
def by_hand(emulator: Emulator) -> Iterator[str]:
    """A function that somebody made in the console, and its role's ARN."""
    services = ("iam", "lambda", "logs", "ecr")
    iam, functions, logs, ecr = (emulator.client(service) for service in services)
    role = iam.create_role(
        RoleName="shop-orders", Path="/service-role/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]["Arn"]
    ecr.create_repository(repositoryName="shop/orders")
    logs.create_log_group(logGroupName="/aws/lambda/shop-orders")
    functions.create_function(
        FunctionName="shop-orders",
        PackageType="Image",
        Role=role,
        Code={"ImageUri": f"{REGISTRY}/shop/orders@{DIGEST}"},
        Publish=True,
    )
    functions.create_alias(FunctionName="shop-orders", Name="live", FunctionVersion="1")
    yield role
    # What a stack adopted is gone with it; the rest is here still.
    remove: list[Callable[[], object]] = [
        lambda: functions.delete_function(FunctionName="shop-orders"),
        lambda: logs.delete_log_group(logGroupName="/aws/lambda/shop-orders"),
        lambda: ecr.delete_repository(repositoryName="shop/orders", force=True),
        lambda: iam.delete_role(RoleName="shop-orders"),
    ]
    for call in remove:
        with suppress(ClientError):
            call()


@pytest.fixture
def adopt(work: Path, terraform: Installation, request: pytest.FixtureRequest) -> Iterator[Adopt]:
    made: list[Deployment[Guide]] = []

    def guide(
        language: str, changes: Mapping[str, str] = {}, *, holding: str = ""
    ) -> Deployment[Guide]:
        name = re.sub(r"\W+", "-", f"{request.node.name}{len(made)}")
        source = Guide(work / name, PAGE, language, "shop", changes, holding=holding)
        made.append(Deployment(source, terraform))
        return made[-1]

    yield guide
    for deployment in made:
        deployment.destroy()


def test_a_function_is_adopted_without_an_outage(
    language: str, by_hand: str, adopt: Adopt, emulator: Emulator
) -> None:
    before = emulator.configuration("shop-orders")
    guide = adopt(language)

    planned = guide.plan().actions
    assert set(planned.values()) <= {"create", "update", "import"}, planned
    created = {address.split(".")[-2] for address, action in planned.items() if action == "create"}
    assert created.isdisjoint(
        {"aws_ecr_repository", "aws_lambda_function", "aws_cloudwatch_log_group", "aws_iam_role"}
    )
    guide.apply()

    after = emulator.configuration("shop-orders")
    assert (after["FunctionArn"], after["Role"]) == (before["FunctionArn"], by_hand)
    assert after["MemorySize"] == 512
    assert guide.plan().actions == {}


def test_a_role_without_its_name_is_replaced_before_it_is_gone(
    by_hand: str, adopt: Adopt, emulator: Emulator
) -> None:
    guide = adopt("python", {_ROLE: 'role = ExecutionRole(stack, "Role")'})

    actions = guide.apply().actions

    replaced = [address for address, action in actions.items() if action == "replace"]
    assert [address.partition(".")[0] for address in replaced] == ["aws_iam_role"]
    now = emulator.configuration("shop-orders")["Role"]
    roles = [role["Arn"] for role in emulator.client("iam").list_roles()["Roles"]]
    assert now in roles
    assert by_hand not in roles


def test_a_function_can_move_to_a_role_of_the_stacks_own(
    by_hand: str, adopt: Adopt, emulator: Emulator
) -> None:
    changes = {
        _ROLE: 'role = ExecutionRole(stack, "Role")',
        'role.resource.import_from("shop-orders")\n': "",
    }
    guide = adopt("python", changes)

    assert "replace" not in guide.apply().actions.values()

    roles = [role["Arn"] for role in emulator.client("iam").list_roles()["Roles"]]
    assert by_hand in roles
    assert emulator.configuration("shop-orders")["Role"] in {*roles} - {by_hand}


def test_a_function_of_an_archive_is_replaced(
    by_hand: str, adopt: Adopt, emulator: Emulator
) -> None:
    functions = emulator.client("lambda")
    functions.delete_function(FunctionName="shop-orders")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("app.py", "def handler(event, context): ...")
    functions.create_function(
        FunctionName="shop-orders",
        Runtime="python3.13",
        Handler="app.handler",
        Role=by_hand,
        Code={"ZipFile": archive.getvalue()},
        Publish=True,
    )
    functions.create_alias(FunctionName="shop-orders", Name="live", FunctionVersion="1")

    actions = adopt("python").plan().actions

    replaced = {address.partition(".")[0] for address, a in actions.items() if a == "replace"}
    assert replaced == {"aws_lambda_function", "aws_lambda_alias"}


def test_resources_of_another_module_move_in_the_same_state(
    adopt: Adopt, emulator: Emulator, work: Path, terraform: Installation
) -> None:
    guide = adopt(
        "python",
        {
            'repository.resource.import_from("shop/orders")': "",
            'live.resource.import_from("shop-orders/live")': "",
            **{
                f'{one}.import_from("{name}")': f'{one}.move_from_id("module.orders.{old}[0]")'
                for one, name, old in (
                    ("role.resource", "shop-orders", "aws_iam_role.lambda"),
                    ("orders.resource", "shop-orders", "aws_lambda_function.this"),
                    (
                        "orders.log_group",
                        "/aws/lambda/shop-orders",
                        "aws_cloudwatch_log_group.lambda",
                    ),
                )
            },
        },
    )
    theirs = work / "another-module"
    (theirs / "orders").mkdir(parents=True)
    module = OTHER_MODULE.replace("TRUST", json.dumps(TRUST)).replace("REGISTRY", REGISTRY)
    (theirs / "orders" / "main.tf").write_text(module.replace("DIGEST", DIGEST))
    (theirs / "main.tf").write_text(
        f'''
        terraform {{
          backend "local" {{ path = "{guide.source.state}" }}
          required_providers {{ aws = {{ source = "hashicorp/aws", version = "{AWS_VERSION}" }} }}
        }}
        provider "aws" {{ region = "{REGION}" }}
        module "orders" {{ source = "./orders" }}
        '''
    )
    before = Workspace(theirs, terraform)
    before.init()
    before.apply()

    actions = guide.apply().actions

    assert set(actions.values()) <= {"create", "update", "move"}
    kept = {"aws_iam_role", "aws_lambda_function", "aws_cloudwatch_log_group"}
    created = {address.partition(".")[0] for address, a in actions.items() if a == "create"}
    assert created.isdisjoint(kept)
    assert guide.plan().actions == {}


def test_a_function_moves_to_a_stack_of_its_own(
    by_hand: str, adopt: Adopt, emulator: Emulator
) -> None:
    whole, split = adopt("python"), adopt("python")
    whole.apply()
    before = emulator.configuration("shop-orders")

    actions = split.apply().actions

    made = {address.partition(".")[0] for address, a in actions.items() if a == "create"}
    assert set(actions.values()) <= {"create", "import", "update"}
    # What has no import block is written again, as it is.
    assert made <= {"aws_ecr_lifecycle_policy", "aws_ecr_repository_policy", "aws_iam_role_policy"}

    backend = json.loads((whole.source.stack / "cdk.tf.json").read_text())["terraform"]
    removed = [{"from": a, "lifecycle": {"destroy": False}} for a in whole.workspace.resources()
               if not a.startswith("data.")]  # fmt: skip
    document = {"terraform": backend, "provider": {"aws": [{"region": REGION}]}, "removed": removed}
    (whole.source.stack / "cdk.tf.json").write_text(json.dumps(document))
    whole.workspace.apply()

    assert whole.workspace.resources() == []
    assert split.plan().actions == {}
    after = emulator.configuration("shop-orders")
    assert (after["FunctionArn"], after["Role"]) == (before["FunctionArn"], before["Role"])


def test_the_container_image_example_of_another_module_is_adopted(
    adopt: Adopt, emulator: Emulator, terraform: Installation
) -> None:
    guide = adopt("hcl", holding="module.docker_build")
    folder = guide.source.root
    shutil.copytree(Path(__file__).with_name("probe") / "function", folder / "context")
    (folder / "context" / "Dockerfile").write_text(
        'FROM public.ecr.aws/lambda/python:3.13\nARG FOO\nCOPY . ./\nCMD ["app.handler"]\n'
    )
    login = json.dumps({"credsStore": "ecr-login"}).replace('"', '\\"')
    required = "\n".join(
        f'{name} = {{ source = "{source}" }}'
        for name, source in {"aws": "hashicorp/aws", "docker": "kreuzwerker/docker"}.items()
    )
    providers = f"terraform {{\n  required_providers {{\n{required}\n  }}\n}}\n"
    (folder / "providers.tf").write_text(
        f"""{providers}
        provider "docker" {{
          registry_auth {{
            address             = "{REGISTRY}"
            config_file_content = "{login}"
          }}
        }}
        """
    )
    calls = f'provider "aws" {{ region = "{REGION}" }}\n'
    for name, module in CONTAINER_IMAGE.items():
        (folder / name).mkdir()
        text = module.replace("TRUST", json.dumps(TRUST)).replace("REGISTRY", REGISTRY)
        (folder / name / "main.tf").write_text(providers + text)
        argument = "image_uri = module.docker_build.image_uri" if "lambda" in name else ""
        calls += f'module "{name}" {{\n  source = "./{name}"\n  {argument}\n}}\n'
    (folder / "main.tf").write_text(calls)
    theirs = Workspace(folder, terraform)
    theirs.init()
    theirs.apply()
    before = emulator.configuration("shop-orders")

    actions = guide.apply().actions

    # Nothing else is: there is no moment without a role, a policy or an image.
    policy = "module.orders.aws_ecr_lifecycle_policy.repository[0]"
    assert actions.pop(policy) == "replace"
    assert set(actions.values()) == {"create", "update", "remove"}, actions
    after = emulator.configuration("shop-orders")
    assert (after["FunctionArn"], after["Role"]) == (before["FunctionArn"], before["Role"])
    assert emulator.invoke("shop-orders", {})[1] is None
    assert before["CodeSha256"] in "".join(emulator.digests("shop/orders"))

    call = guide.source.text.partition("  # The policy that")[0]
    guide.source.text = f"{call}  repository_force_delete = true\n}}\n"
    assert guide.apply().actions == {
        'module.orders.aws_iam_role_policy.own["shop-orders-logs"]': "delete",
        "module.orders.aws_ecr_repository.repository[0]": "update",
    }
    assert guide.plan().actions == {}
