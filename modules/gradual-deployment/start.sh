# Move an alias with CodeDeploy and wait. It keeps its version until it is moved: equal ones mean that it is new.
set -eu
if [ "$CURRENT_VERSION" = "$TARGET_VERSION" ]; then exit 0; fi
id=$(aws deploy create-deployment --region "$DEPLOY_REGION" --application-name "$APPLICATION" \
  --deployment-group-name "$DEPLOYMENT_GROUP" --revision "$REVISION" --query deploymentId --output text)
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
