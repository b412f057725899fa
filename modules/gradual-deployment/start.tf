locals {
  revision = jsonencode({
    revisionType = "AppSpecContent"
    appSpecContent = {
      content = jsonencode(merge(
        {
          version = "0.0"
          Resources = [{
            (var.alias_name) = {
              Type = "AWS::Lambda::Function"
              Properties = {
                Name           = var.function_name
                Alias          = var.alias_name
                CurrentVersion = var.current_version
                TargetVersion  = var.target_version
              }
            }
          }]
        },
        { for hooks in [[for name in ["BeforeAllowTraffic", "AfterAllowTraffic"] : { (name) = local.hooks[name].function_name } if contains(keys(local.hooks), name)]] : "Hooks" => hooks if length(hooks) > 0 },
      ))
    }
  })
}

# A deployment that fails makes the apply fail, and the next apply tries again.
resource "terraform_data" "start" {
  count = var.start ? 1 : 0

  triggers_replace = [var.target_version]

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "-c"]
    environment = {
      APPLICATION      = aws_codedeploy_app.app.name
      CURRENT_VERSION  = var.current_version
      DEPLOYMENT_GROUP = aws_codedeploy_deployment_group.group.deployment_group_name
      DEPLOY_REGION    = data.aws_region.here.id
      REVISION         = local.revision
      TARGET_VERSION   = var.target_version
    }
    command = file("${path.module}/start.sh")
  }

  depends_on = [aws_iam_role_policy.hook]
}
