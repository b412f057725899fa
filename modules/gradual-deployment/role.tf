data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  hooks = { for name, hook in { BeforeAllowTraffic = var.before_allow_traffic, AfterAllowTraffic = var.after_allow_traffic } : name => hook if hook != null }

  group_arn = join(":", [
    "arn:${data.aws_partition.here.partition}:codedeploy:${data.aws_region.here.id}:${data.aws_caller_identity.here.account_id}",
    "deploymentgroup",
    "${coalesce(var.app_name, local.name)}/${var.deployment_group_name}",
  ])

  trigger_keys = compact([for trigger in values(var.triggers) : try(trigger.kms_key_arn, null)])
}

resource "aws_iam_role" "codedeploy" {
  name_prefix          = "${substr("codedeploy-${var.alias_name}", 0, 37)}-"
  path                 = var.role_path
  permissions_boundary = var.role_permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "codedeploy.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = [data.aws_caller_identity.here.account_id] } }
    }]
  })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "codedeploy" {
  name = "deployment"
  role = aws_iam_role.codedeploy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Effect   = "Allow"
        Action   = ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
        Resource = [var.function_arn, "${var.function_arn}:*"]
      }],
      [for arns in [[for hook in values(local.hooks) : hook.function_arn]] : { Effect = "Allow", Action = ["lambda:InvokeFunction"], Resource = arns } if length(arns) > 0],
      # A narrower resource would hide composite alarms.
      [for names in [var.alarm_names] : { Effect = "Allow", Action = ["cloudwatch:DescribeAlarms"], Resource = ["*"] } if length(names) > 0],
      [for topics in [[for trigger in values(var.triggers) : trigger.trigger_target_arn]] : { Effect = "Allow", Action = ["sns:Publish"], Resource = topics } if length(topics) > 0],
      [for keys in [local.trigger_keys] : { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = keys } if length(keys) > 0],
    )
  })
}

# What a hook needs to answer CodeDeploy.
resource "aws_iam_role_policy" "hook" {
  for_each = local.hooks

  name = "${var.function_name}-${var.alias_name}-${each.key}"
  role = each.value.role_name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["codedeploy:PutLifecycleEventHookExecutionStatus"], Resource = [local.group_arn] }]
  })
}
