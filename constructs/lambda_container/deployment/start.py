"""Start a deployment during ``terraform apply``."""

from __future__ import annotations

from cdktf import TerraformResource
from constructs import Construct

# The alias keeps the previous version until CodeDeploy has moved it: equal versions mean that the
# alias is new.
_COMMAND = """\
set -eu
if [ "$CURRENT_VERSION" = "$TARGET_VERSION" ]; then exit 0; fi
id=$(aws deploy create-deployment --region "$DEPLOY_REGION" --application-name "$APPLICATION" \
--deployment-group-name "$DEPLOYMENT_GROUP" --revision "$REVISION" \
--query deploymentId --output text)
echo "CodeDeploy moves traffic from version $CURRENT_VERSION to $TARGET_VERSION: $id"
while :; do
  state=$(aws deploy get-deployment --region "$DEPLOY_REGION" --deployment-id "$id" \
--query deploymentInfo.status --output text)
  case "$state" in
    Succeeded) exit 0 ;;
    Failed | Stopped) echo "Deployment $id: $state" >&2; exit 1 ;;
  esac
  sleep "${POLL_SECONDS:-15}"
done
"""


def start_with_aws_cli(
    scope: Construct,
    id: str,  # noqa: A002 - constructs' own name
    *,
    target_version: str,
    environment: dict[str, str],
) -> TerraformResource:
    """Run the AWS CLI when the version changes, and wait for it; becomes ``terraform_data``.

    A failed deployment fails the apply, and the next apply tries again.
    """
    start = TerraformResource(scope, id, terraform_resource_type="terraform_data")
    start.add_override("triggers_replace", [target_version])
    provisioner = {
        "command": _COMMAND.replace("${", "$${"),
        "interpreter": ["/bin/sh", "-c"],
        "environment": environment,
    }
    start.add_override("provisioner", [{"local-exec": provisioner}])
    return start
