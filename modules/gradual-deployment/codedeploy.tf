locals {
  name       = "${var.function_name}-${var.alias_name}"
  percentage = try(var.traffic.percentage, null)
  interval   = try(var.traffic.interval, null)

  # https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
  predefined = merge(
    { "AllAtOnce--" = "CodeDeployDefault.LambdaAllAtOnce" },
    { for minutes in [5, 10, 15, 30] : "TimeBasedCanary-10-${minutes}" => "CodeDeployDefault.LambdaCanary10Percent${minutes}Minutes" },
    { for minutes in [1, 2, 3, 10] : "TimeBasedLinear-10-${minutes}" => "CodeDeployDefault.LambdaLinear10PercentEvery${minutes}Minute${minutes > 1 ? "s" : ""}" },
  )
  config_name = lookup(local.predefined, join("-", [var.traffic.type, local.percentage == null ? "" : local.percentage, local.interval == null ? "" : local.interval]), null)
}

resource "aws_codedeploy_app" "app" {
  name             = coalesce(var.app_name, local.name)
  compute_platform = "Lambda"
  tags             = var.tags
}

resource "aws_codedeploy_deployment_config" "config" {
  count = local.config_name == null ? 1 : 0

  deployment_config_name = "${local.name}-${local.percentage}-percent-${local.interval}"
  compute_platform       = "Lambda"

  traffic_routing_config {
    type = var.traffic.type

    dynamic "time_based_canary" {
      for_each = var.traffic.type == "TimeBasedCanary" ? [true] : []
      content {
        percentage = local.percentage
        interval   = local.interval
      }
    }

    dynamic "time_based_linear" {
      for_each = var.traffic.type == "TimeBasedLinear" ? [true] : []
      content {
        percentage = local.percentage
        interval   = local.interval
      }
    }
  }

  lifecycle {
    precondition {
      condition     = length("${local.name}-${local.percentage}-percent-${local.interval}") <= 100
      error_message = "alias_name must make names of at most 100 characters with function and percentage, got ${local.name}-${local.percentage}-percent-${local.interval}."
    }
  }
}

resource "aws_codedeploy_deployment_group" "group" {
  app_name               = aws_codedeploy_app.app.name
  deployment_group_name  = var.deployment_group_name
  deployment_config_name = local.config_name == null ? aws_codedeploy_deployment_config.config[0].deployment_config_name : local.config_name
  service_role_arn       = aws_iam_role.codedeploy.arn
  tags                   = var.tags

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }

  auto_rollback_configuration {
    enabled = true
    events  = concat(["DEPLOYMENT_FAILURE"], length(var.alarm_names) > 0 ? ["DEPLOYMENT_STOP_ON_ALARM"] : [])
  }

  dynamic "alarm_configuration" {
    for_each = length(var.alarm_names) > 0 ? [true] : []
    content {
      enabled = true
      alarms  = var.alarm_names
    }
  }

  dynamic "trigger_configuration" {
    for_each = var.triggers
    content {
      trigger_name       = trigger_configuration.key
      trigger_events     = trigger_configuration.value.trigger_events
      trigger_target_arn = trigger_configuration.value.trigger_target_arn
    }
  }

  depends_on = [aws_iam_role_policy.codedeploy]
}

check "deployment_is_watched" {
  assert {
    condition     = length(var.alarm_names) > 0 || length(local.hooks) > 0
    error_message = "No alarm and no function watches the deployment, so each version gets all traffic in the end, also one that fails: give alarm_names or before_allow_traffic."
  }
  assert {
    condition     = var.traffic.type != "AllAtOnce" || length(local.hooks) > 0
    error_message = "All traffic shifts at once, and the deployment is over before an alarm can go off: give a canary or linear shift, or a function that checks it."
  }
}
