"""An environment gets its bucket, and its CI the least that its jobs need."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformResource, TerraformStack, Testing
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.sfn_state_machine import SfnStateMachine
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue

from lambda_container import (
    BootstrapStack,
    ContainerFunction,
    ContainerImage,
    ExecutionRole,
    Foundation,
    GitHub,
    GitLab,
    InvalidArgument,
    Queue,
    Repository,
    SqsEventSource,
    Statement,
    require_permissions_boundary,
    s3_backend,
)
from lambda_container.bootstrap.ci_system import CiSystem, PullRequests
from lambda_container.bootstrap.permission_table import known_types, needs_of
from lambda_container.testing import Template
from tests.aws import ACCOUNT, REGION, URI

GITHUB = GitHub(repository="acme/orders")
FOUNDATION = Foundation(
    name="dev-orders", account=ACCOUNT, region=REGION, name_prefixes=["dev", "shared"]
)
BUCKET = f"tf-dev-orders-{ACCOUNT}-{REGION}"


def environment(app: App) -> TerraformStack:
    stack = TerraformStack(app, "dev")
    AwsProvider(stack, "aws", region=REGION)
    s3_backend(stack, bucket=FOUNDATION.state_bucket, region=REGION)
    require_permissions_boundary(stack, FOUNDATION.permissions_boundary)
    return stack


@pytest.fixture
def app() -> App:
    return Testing.app()


@pytest.fixture
def service(app: App) -> TerraformStack:
    stack = environment(app)
    image = ContainerImage.from_uri(URI)
    ContainerFunction(stack, "Hello", function_name="dev-hello", image=image)
    return stack


class Policies:
    """The policies of a ``BootstrapStack``."""

    def __init__(self, stack: BootstrapStack) -> None:
        self.template = Template.from_stack(stack)
        blocks = self.template.find_resources("aws_iam_policy")
        self.by_name = {
            block.arguments["name"]: json.loads(block.arguments["policy"]) for block in blocks
        }

    def can(self, role: str, action: str, resource: str, **context: str) -> bool:
        """Whether a role may do something: its statements only ever allow."""
        for name, policy in self.by_name.items():
            if name.startswith(f"dev-orders-{role}-"):
                for statement in policy["Statement"]:
                    assert statement["Effect"] == "Allow"
                    if _allows(statement, action, resource, context):
                        return True
        return False


def _allows(
    statement: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]
) -> bool:
    for keys in statement.get("Condition", {}).values():
        for key, values in keys.items():
            if not any(fnmatchcase(context.get(key, ""), value) for value in values):
                return False
    return action in statement["Action"] and any(
        fnmatchcase(resource, pattern) for pattern in statement["Resource"]
    )


def bootstrap(app: App, stack: TerraformStack, **arguments: Any) -> BootstrapStack:
    options = {"foundation": FOUNDATION, "ci": GITHUB, **arguments}
    return BootstrapStack(app, "bootstrap-dev", stack=stack, **options)


FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:dev-hello"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/dev-hello-1"
REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/dev/orders/hello"


def test_the_bucket_is_private_encrypted_and_keeps_versions(
    app: App, service: TerraformStack
) -> None:
    template = Template.from_stack(bootstrap(app, service, ci=None))
    template.has_resource(
        "aws_s3_bucket", {"bucket": BUCKET, "lifecycle": {"prevent_destroy": True}}, count=1
    )
    template.has_resource(
        "aws_s3_bucket_versioning", {"versioning_configuration": {"status": "Enabled"}}
    )
    template.has_resource(
        "aws_s3_bucket_public_access_block",
        {
            "block_public_acls": True,
            "block_public_policy": True,
            "ignore_public_acls": True,
            "restrict_public_buckets": True,
        },
    )
    template.has_resource("aws_s3_bucket_server_side_encryption_configuration")
    policy = template.has_resource("aws_s3_bucket_policy").arguments["policy"]
    (statement,) = json.loads(policy)["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    template.has_backend("s3", {"bucket": BUCKET, "use_lockfile": True})


def test_without_ci_there_are_no_roles(app: App, service: TerraformStack) -> None:
    template = Template.from_stack(bootstrap(app, service, ci=None))
    template.has_no_resource("aws_iam_role")
    template.has_no_resource("aws_iam_openid_connect_provider")
    template.has_resource("aws_iam_policy", {"name": "dev-orders-boundary"}, count=1)


def test_each_role_may_do_its_jobs_and_nothing_else(app: App, service: TerraformStack) -> None:
    policies = Policies(bootstrap(app, service))
    can = policies.can
    bounded = {"iam:PermissionsBoundary": FOUNDATION.permissions_boundary}
    assert can("deploy", "lambda:UpdateFunctionCode", FUNCTION)
    assert can("deploy", "iam:CreateRole", ROLE, **bounded)
    assert can("deploy", "iam:PassRole", ROLE, **{"iam:PassedToService": "lambda.amazonaws.com"})
    assert can("deploy", "ecr:PutImage", REPOSITORY)
    assert can("plan", "lambda:GetFunction", FUNCTION)
    assert can("plan", "s3:GetObject", f"arn:aws:s3:::{BUCKET}/dev.tfstate")
    assert can("publish", "ecr:PutImage", REPOSITORY)
    assert can("promote", "ecr:BatchGetImage", REPOSITORY)
    assert can("promote", "lambda:GetFunction", FUNCTION)

    assert not can("deploy", "iam:CreateRole", ROLE)
    assert not can("deploy", "iam:PassRole", ROLE, **{"iam:PassedToService": "ec2.amazonaws.com"})
    assert not can("deploy", "iam:CreateRole", FOUNDATION.role_arn("deploy"), **bounded)
    assert not can("deploy", "lambda:UpdateFunctionCode", FUNCTION.replace("dev-", "prod-"))
    assert not can("deploy", "lambda:InvokeFunction", FUNCTION)
    assert not can("deploy", "sqs:CreateQueue", f"arn:aws:sqs:{REGION}:{ACCOUNT}:dev-queue")
    assert not can("deploy", "s3:GetObject", f"arn:aws:s3:::{BUCKET}/bootstrap.tfstate")
    assert not can("plan", "lambda:UpdateFunctionCode", FUNCTION)
    assert not can("plan", "s3:PutObject", f"arn:aws:s3:::{BUCKET}/dev.tfstate")
    assert not can("publish", "lambda:UpdateFunctionCode", FUNCTION)
    assert not can("promote", "ecr:PutImage", REPOSITORY)


def test_another_type_of_resource_needs_something_else(app: App, service: TerraformStack) -> None:
    SqsQueue(service, "Queue", name="dev-queue")
    policies = Policies(bootstrap(app, service))
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dev-queue"
    assert policies.can("deploy", "sqs:CreateQueue", queue)
    assert policies.can("plan", "sqs:GetQueueAttributes", queue)


def test_what_is_only_looked_up_is_never_changed(app: App) -> None:
    stack = environment(app)
    repository = Repository.from_name(stack, "Repository", "dev/orders")
    image = ContainerImage.from_repository(repository, digest=URI.partition("@")[2])
    ContainerFunction(stack, "Hello", function_name="dev-hello", image=image)
    policies = Policies(bootstrap(app, stack))
    found = REPOSITORY.replace("/hello", "")
    assert policies.can("plan", "ecr:DescribeRepositories", found)
    assert not policies.can("deploy", "ecr:DeleteRepository", found)


def test_roles_of_a_deployment_are_bounded(app: App, service: TerraformStack) -> None:
    Template.from_stack(service).has_resource(
        "aws_iam_role", {"permissions_boundary": FOUNDATION.permissions_boundary}, count=1
    )
    boundary = Policies(bootstrap(app, service)).by_name["dev-orders-boundary"]
    allow, deny = boundary["Statement"]
    assert {"iam:*", "sts:AssumeRole", "cloudformation:*"} <= set(allow["NotAction"])
    assert any(fnmatchcase(f"arn:aws:s3:::{BUCKET}/dev.tfstate", one) for one in deny["Resource"])


def test_the_roles_cannot_change_the_bucket_of_the_state(app: App, service: TerraformStack) -> None:
    S3Bucket(service, "Bucket", bucket="dev-orders-files", force_destroy=True)
    S3BucketPolicy(service, "Policy", bucket="dev-orders-files", policy="{}")
    policies = Policies(bootstrap(app, service))
    assert policies.can("deploy", "s3:PutBucketPolicy", "arn:aws:s3:::dev-orders-files")
    assert policies.can("deploy", "s3:DeleteObjectVersion", "arn:aws:s3:::dev-orders-files/a")
    for action in ("s3:PutBucketPolicy", "s3:DeleteBucket", "s3:PutBucketVersioning"):
        assert not policies.can("deploy", action, f"arn:aws:s3:::{BUCKET}")


def test_who_can_push_a_branch_cannot_open_a_repository(app: App, service: TerraformStack) -> None:
    policies = Policies(bootstrap(app, service, pull_requests="publish"))
    assert policies.can("publish", "ecr:PutImage", REPOSITORY)
    assert not policies.can("publish", "ecr:SetRepositoryPolicy", REPOSITORY)
    assert policies.can("deploy", "ecr:SetRepositoryPolicy", REPOSITORY)


def test_a_mapping_is_changed_only_for_functions_of_the_environment(
    app: App, service: TerraformStack
) -> None:
    queue = Queue(service, "Queue", name="dev-queue", visibility_timeout_seconds=60)
    function = ContainerFunction(
        service, "Work", function_name="dev-work", image=ContainerImage.from_uri(URI)
    )
    function.add_event_source(SqsEventSource(queue))
    policies = Policies(bootstrap(app, service))
    mapping = f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:1"
    for verb in ("Update", "Delete"):
        action = f"lambda:{verb}EventSourceMapping"
        assert policies.can("deploy", action, mapping, **{"lambda:FunctionArn": FUNCTION})
        other = {"lambda:FunctionArn": FUNCTION.replace("dev-", "prod-")}
        assert not policies.can("deploy", action, mapping, **other)


def test_a_role_that_a_deployment_could_not_create_is_refused(
    app: App, service: TerraformStack
) -> None:
    role = IamRole(service, "Role", name="dev-role", assume_role_policy="{}")
    with pytest.raises(InvalidArgument, match=r"permissions_boundary of 'dev/Role' must be"):
        bootstrap(app, service)
    role.permissions_boundary = FOUNDATION.permissions_boundary
    bootstrap(app, service)


def test_a_role_in_another_path_is_refused(app: App, service: TerraformStack) -> None:
    ExecutionRole(service, "Other", name="dev-other", path="/team/")
    with pytest.raises(InvalidArgument, match=r"path of 'dev/Other/Resource' must be '/'"):
        bootstrap(app, service)


def test_a_resource_without_a_name_is_refused(app: App, service: TerraformStack) -> None:
    SqsQueue(service, "Queue")
    with pytest.raises(InvalidArgument, match=r"name of 'dev/Queue' must begin with one of"):
        bootstrap(app, service)


def test_what_is_not_of_aws_needs_nothing_of_it(app: App, service: TerraformStack) -> None:
    TerraformResource(service, "Id", terraform_resource_type="random_id")
    bootstrap(app, service)


def test_a_repository_with_ids_is_trusted_by_its_ids(app: App, service: TerraformStack) -> None:
    found = trust(bootstrap(app, service, ci=GitHub(repository="acme@12/orders@34")))
    assert found["deploy"] == ["repo:acme@12/orders@34:environment:dev"]


def trust(stack: BootstrapStack) -> dict[str, list[str]]:
    """The subjects of each role."""
    found: dict[str, list[str]] = {}
    for block in Template.from_stack(stack).find_resources("aws_iam_role"):
        (statement,) = json.loads(block.arguments["assume_role_policy"])["Statement"]
        ((_, subjects),) = statement["Condition"]["StringLike"].items()
        found[block.arguments["name"].removeprefix("dev-orders-")] = subjects
    return found


REPO = "repo:acme/orders"
MAIN = f"{REPO}:ref:refs/heads/main"
REQUEST = f"{REPO}:pull_request"
DEV = f"{REPO}:environment:dev"
PROJECT = "project_path:acme/team/orders:ref_type:branch:ref"


@pytest.mark.parametrize(
    ("ci", "pull_requests", "subjects"),
    [
        (GITHUB, "none", [[MAIN], [MAIN], [DEV]]),
        (GITHUB, "plan", [[MAIN, REQUEST], [MAIN], [DEV]]),
        (GITHUB, "publish", [[MAIN, REQUEST], [MAIN, REQUEST], [DEV]]),
        (
            GitLab(project="acme/team/orders", branch="trunk"),
            "plan",
            [[f"{PROJECT}:*"], [f"{PROJECT}:trunk"], [f"{PROJECT}:trunk"]],
        ),
    ],
)
def test_a_role_is_for_the_jobs_of_one_repository(
    app: App,
    service: TerraformStack,
    ci: CiSystem,
    pull_requests: PullRequests,
    subjects: list[list[str]],
) -> None:
    found = trust(bootstrap(app, service, ci=ci, pull_requests=pull_requests))
    assert [found[role] for role in ("plan", "publish", "deploy")] == subjects


def test_an_account_has_one_identity_provider(app: App, service: TerraformStack) -> None:
    stack = bootstrap(app, service, create_identity_provider=False)
    Template.from_stack(stack).has_no_resource("aws_iam_openid_connect_provider")
    assert trust(stack)["deploy"]


def test_another_environment_of_github_has_another_subject(
    app: App, service: TerraformStack
) -> None:
    found = trust(bootstrap(app, service, environment="development"))
    assert found["deploy"] == [f"{REPO}:environment:development"]


def machine(stack: TerraformStack) -> None:
    SfnStateMachine(stack, "Machine", name="dev-machine", role_arn=ROLE, definition="{}")


def test_a_type_that_is_not_known_has_to_be_explained(app: App, service: TerraformStack) -> None:
    machine(service)
    with pytest.raises(
        InvalidArgument,
        match=r"permissions must have what a deployment needs for each aws_sfn_state_machine",
    ):
        bootstrap(app, service)
    arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:dev-machine"
    actions = ["states:CreateStateMachine", "states:DescribeStateMachine"]
    more = {"aws_sfn_state_machine": [Statement(actions=actions, resources=[arn])]}
    policies = Policies(bootstrap(app, service, permissions=more))
    assert policies.can("deploy", "states:CreateStateMachine", arn)
    assert policies.can("plan", "states:DescribeStateMachine", arn)
    assert not policies.can("plan", "states:CreateStateMachine", arn)


@pytest.mark.parametrize(
    ("name", "is_ours"), [("dev-queue", True), ("shared-queue", True), ("queue", False)]
)
def test_a_name_that_the_roles_could_not_manage_is_refused(
    app: App, service: TerraformStack, name: str, is_ours: bool
) -> None:
    SqsQueue(service, "Queue", name=name)
    if is_ours:
        bootstrap(app, service)
        return
    message = r"name of 'dev/Queue' must begin with one of 'dev-', 'dev/', 'shared-', 'shared/'"
    with pytest.raises(InvalidArgument, match=message):
        bootstrap(app, service)


def test_a_prefix_of_a_name_counts_as_its_name(app: App, service: TerraformStack) -> None:
    ExecutionRole(service, "Other")
    with pytest.raises(InvalidArgument, match=r"name_prefix of 'dev/Other/Resource' must begin"):
        bootstrap(app, service)


def test_the_state_has_to_be_in_the_bucket(app: App) -> None:
    elsewhere = TerraformStack(app, "elsewhere")
    AwsProvider(elsewhere, "aws", region=REGION)
    with pytest.raises(InvalidArgument, match=rf"stack must keep its state in .*'{BUCKET}'"):
        bootstrap(app, elsewhere)
    s3_backend(elsewhere, bucket="another-bucket", region=REGION)
    with pytest.raises(InvalidArgument, match="stack must keep its state in"):
        bootstrap(app, elsewhere)


def test_a_stack_that_grows_later_is_refused(app: App, service: TerraformStack) -> None:
    made = bootstrap(app, service)
    SqsQueue(service, "Queue", name="dev-queue")
    with pytest.raises(RuntimeError, match="must be complete before its BootstrapStack is made"):
        Template.from_stack(made)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"foundation": "dev"}, "foundation must be"),
        ({"ci": "github"}, "ci must be"),
        ({"pull_requests": "all"}, "pull_requests must be one of none, plan, publish"),
        ({"create_identity_provider": 1}, "create_identity_provider must be True or False"),
        ({"permissions": {"aws_x": ["sqs:SendMessage"]}}, "must be"),
    ],
)
def test_wrong_arguments_are_refused(
    app: App, service: TerraformStack, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        bootstrap(app, service, **arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "Dev"}, "name must be 1 to 32 lowercase"),
        ({"name": "d" * 33}, "name must be 1 to 32 lowercase"),
        ({"account": "1"}, "account must be an AWS account id"),
        ({"region": "europe"}, "region must be a Region code"),
        ({"name_prefixes": ["*"]}, r"name_prefixes\[0\] must be 1 to 32 letters"),
        ({"name_prefixes": [""]}, r"name_prefixes\[0\] must"),
        ({"name_prefixes": ["tf"]}, r"name_prefixes\[0\] must .* not with 'tf-'"),
        ({"name": "tf-orders"}, "name must be"),
    ],
)
def test_a_foundation_of_impossible_names_is_refused(
    arguments: dict[str, Any], message: str
) -> None:
    valid = {"name": "dev-orders", "account": ACCOUNT, "region": REGION}
    with pytest.raises(InvalidArgument, match=message):
        Foundation(**{**valid, **arguments})


def test_names_are_within_the_limits_of_s3_and_iam() -> None:
    longest = Foundation(name="d" * 32, account=ACCOUNT, region="ap-southeast-1")
    assert len(longest.state_bucket) <= 63
    assert len(longest.role_arn("publish").rpartition("/")[2]) <= 64
    assert Foundation(name="d", account=ACCOUNT, region="cn-north-1").partition == "aws-cn"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GitHub(repository="acme"), "repository must be ORGANIZATION/REPOSITORY"),
        (lambda: GitHub(repository="acme/*"), "repository must be ORGANIZATION/REPOSITORY"),
        (lambda: GitHub(repository="acme/o", branch="*"), "branch must be a branch"),
        (lambda: GitHub(repository="acme/o", issuer="https://x.y"), "issuer must be a host"),
        (lambda: GitLab(project="orders"), "project must be GROUP/PROJECT"),
        (lambda: GitLab(project="a/*"), "project must be GROUP/PROJECT"),
    ],
)
def test_a_ci_system_that_would_trust_others_is_refused(make: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        make()


def test_a_boundary_comes_before_the_roles(app: App) -> None:
    stack = TerraformStack(app, "dev")
    AwsProvider(stack, "aws", region=REGION)
    ExecutionRole(stack, "Role")
    with pytest.raises(InvalidArgument, match="must have no roles yet"):
        require_permissions_boundary(stack, FOUNDATION.permissions_boundary)
    with pytest.raises(InvalidArgument, match="policy_arn must be an ARN"):
        require_permissions_boundary(stack, "dev-boundary")


@pytest.mark.parametrize("type_", known_types())
def test_every_row_of_the_table_is_well_formed(type_: str) -> None:
    needs = needs_of(type_)
    assert needs is not None
    for write in (False, True):
        for statement in needs.statements(FOUNDATION, write=write):
            assert list(statement.actions)
            for action in statement.actions:
                assert "*" not in action, "each action is named"


def types_in(json_: Mapping[str, Any]) -> set[str]:
    kinds: Sequence[str] = ("resource", "data")
    return {type_ for kind in kinds for type_ in json_.get(kind, {})}


ROOT = Path(__file__).parents[3]
SNAPSHOTS = [
    path
    for path in ROOT.rglob("__snapshots__/**/*.json")
    if not {".tools", ".venv", "node_modules"} & set(path.parts)
]


def test_the_table_has_every_type_of_every_snapshot() -> None:
    assert len(SNAPSHOTS) > 5
    found: set[str] = set()
    for path in SNAPSHOTS:
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and not path.name.startswith("test_what_an_environment"):
            found |= types_in(content)
    assert len(found) > 10
    assert found - set(known_types()) == set()
