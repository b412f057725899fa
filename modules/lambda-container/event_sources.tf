resource "aws_lambda_event_source_mapping" "sqs" {
  for_each = var.sqs_event_sources

  event_source_arn                   = each.value.arn
  function_name                      = local.qualified_arn
  enabled                            = coalesce(try(each.value.enabled, null), true)
  tags                               = var.tags
  batch_size                         = coalesce(try(each.value.batch_size, null), 10)
  maximum_batching_window_in_seconds = coalesce(try(each.value.maximum_batching_window_in_seconds, null), 0)
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "scaling_config" {
    for_each = try(each.value.maximum_concurrency, null)[*]
    content {
      maximum_concurrency = scaling_config.value
    }
  }

  dynamic "filter_criteria" {
    for_each = length(try(each.value.filters[*], [])) > 0 ? [each.value.filters] : []
    content {
      dynamic "filter" {
        for_each = filter_criteria.value
        content {
          pattern = filter.value
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.role]
}

resource "aws_lambda_event_source_mapping" "kinesis" {
  for_each = var.kinesis_event_sources

  event_source_arn                   = each.value.arn
  function_name                      = local.qualified_arn
  enabled                            = coalesce(try(each.value.enabled, null), true)
  tags                               = var.tags
  starting_position                  = each.value.starting_position
  batch_size                         = coalesce(try(each.value.batch_size, null), 100)
  maximum_batching_window_in_seconds = coalesce(try(each.value.maximum_batching_window_in_seconds, null), 0)
  parallelization_factor             = coalesce(try(each.value.parallelization_factor, null), 1)
  maximum_retry_attempts             = coalesce(try(each.value.maximum_retry_attempts, null), -1)
  maximum_record_age_in_seconds      = coalesce(try(each.value.maximum_record_age_in_seconds, null), -1)
  bisect_batch_on_function_error     = coalesce(try(each.value.bisect_batch_on_function_error, null), false)
  tumbling_window_in_seconds         = 0
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "filter_criteria" {
    for_each = length(try(each.value.filters[*], [])) > 0 ? [each.value.filters] : []
    content {
      dynamic "filter" {
        for_each = filter_criteria.value
        content {
          pattern = filter.value
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.role]
}

resource "aws_lambda_event_source_mapping" "dynamodb" {
  for_each = var.dynamodb_event_sources

  event_source_arn                   = each.value.arn
  function_name                      = local.qualified_arn
  enabled                            = coalesce(try(each.value.enabled, null), true)
  tags                               = var.tags
  starting_position                  = each.value.starting_position
  batch_size                         = coalesce(try(each.value.batch_size, null), 100)
  maximum_batching_window_in_seconds = coalesce(try(each.value.maximum_batching_window_in_seconds, null), 0)
  parallelization_factor             = coalesce(try(each.value.parallelization_factor, null), 1)
  maximum_retry_attempts             = coalesce(try(each.value.maximum_retry_attempts, null), -1)
  maximum_record_age_in_seconds      = coalesce(try(each.value.maximum_record_age_in_seconds, null), -1)
  bisect_batch_on_function_error     = coalesce(try(each.value.bisect_batch_on_function_error, null), false)
  tumbling_window_in_seconds         = 0
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "filter_criteria" {
    for_each = length(try(each.value.filters[*], [])) > 0 ? [each.value.filters] : []
    content {
      dynamic "filter" {
        for_each = filter_criteria.value
        content {
          pattern = filter.value
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.role]
}
