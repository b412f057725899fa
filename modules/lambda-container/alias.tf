locals {
  is_gradual   = { for name, alias in var.aliases : name => coalesce(try(alias.gradual_deployment, null), false) }
  made_aliases = merge(aws_lambda_alias.alias, aws_lambda_alias.gradual)

  # The alias that everything else belongs to, if there is one.
  qualifier = var.qualifier == "$LATEST" ? null : var.qualifier != null ? var.qualifier : length(var.aliases) == 1 ? keys(var.aliases)[0] : null
  # The same, once it exists; null for the function itself.
  qualified     = local.qualifier == null ? null : local.made_aliases[local.qualifier].name
  qualified_arn = local.qualifier == null ? aws_lambda_function.function.arn : local.made_aliases[local.qualifier].arn
}

resource "aws_lambda_alias" "alias" {
  for_each = { for name, alias in var.aliases : name => alias if !local.is_gradual[name] }

  name             = each.key
  description      = try(each.value.description, null)
  function_name    = aws_lambda_function.function.function_name
  function_version = coalesce(try(each.value.function_version, null), aws_lambda_function.function.version)

  dynamic "routing_config" {
    for_each = try(each.value.additional_version_weights, null)[*]
    content {
      additional_version_weights = routing_config.value
    }
  }

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

# The same, whose version and weights are CodeDeploy's: see modules/gradual-deployment.
resource "aws_lambda_alias" "gradual" {
  for_each = { for name, alias in var.aliases : name => alias if local.is_gradual[name] }

  name             = each.key
  description      = try(each.value.description, null)
  function_name    = aws_lambda_function.function.function_name
  function_version = coalesce(try(each.value.function_version, null), aws_lambda_function.function.version)

  lifecycle {
    ignore_changes       = [function_version, routing_config]
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

locals {
  is_scaled = contains(try(keys(var.provisioned_concurrency), []), "scaling")
}

resource "aws_lambda_provisioned_concurrency_config" "alias" {
  count = var.provisioned_concurrency != null && !local.is_scaled ? 1 : 0

  function_name                     = aws_lambda_function.function.function_name
  qualifier                         = local.qualified
  provisioned_concurrent_executions = var.provisioned_concurrency.provisioned_concurrent_executions
  skip_destroy                      = coalesce(try(var.provisioned_concurrency.skip_destroy, null), false) ? true : null

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

# The same, whose number is Application Auto Scaling's.
resource "aws_lambda_provisioned_concurrency_config" "scaled" {
  count = local.is_scaled ? 1 : 0

  function_name                     = aws_lambda_function.function.function_name
  qualifier                         = local.qualified
  provisioned_concurrent_executions = var.provisioned_concurrency.provisioned_concurrent_executions
  skip_destroy                      = coalesce(try(var.provisioned_concurrency.skip_destroy, null), false) ? true : null

  lifecycle {
    ignore_changes       = [provisioned_concurrent_executions]
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

resource "aws_appautoscaling_target" "alias" {
  count = local.is_scaled ? 1 : 0

  service_namespace  = "lambda"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  resource_id        = "function:${aws_lambda_function.function.function_name}:${local.qualified}"
  min_capacity       = var.provisioned_concurrency.scaling.min_capacity
  max_capacity       = var.provisioned_concurrency.scaling.max_capacity
  tags               = var.tags

  depends_on = [aws_lambda_provisioned_concurrency_config.scaled]
}

resource "aws_appautoscaling_policy" "alias" {
  count = local.is_scaled ? 1 : 0

  name               = "utilization"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = "lambda"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  resource_id        = aws_appautoscaling_target.alias[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value     = coalesce(try(var.provisioned_concurrency.scaling.target, null), 0.7)
    disable_scale_in = false

    predefined_metric_specification {
      predefined_metric_type = "LambdaProvisionedConcurrencyUtilization"
    }
  }
}
