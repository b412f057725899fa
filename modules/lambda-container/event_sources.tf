resource "aws_lambda_event_source_mapping" "sqs" {
  for_each = var.sqs_event_sources

  event_source_arn                   = each.value.arn
  function_name                      = local.qualified_arn
  enabled                            = try(each.value.enabled, true)
  batch_size                         = try(each.value.batch_size, 10)
  maximum_batching_window_in_seconds = try(each.value.maximum_batching_window_in_seconds, 0)
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "scaling_config" {
    for_each = try([each.value.maximum_concurrency], [])
    content {
      maximum_concurrency = scaling_config.value
    }
  }

  dynamic "filter_criteria" {
    for_each = length(try(each.value.filters, [])) > 0 ? [each.value.filters] : []
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
  enabled                            = try(each.value.enabled, true)
  starting_position                  = each.value.starting_position
  batch_size                         = try(each.value.batch_size, 100)
  maximum_batching_window_in_seconds = try(each.value.maximum_batching_window_in_seconds, 0)
  parallelization_factor             = try(each.value.parallelization_factor, 1)
  maximum_retry_attempts             = try(each.value.maximum_retry_attempts, -1)
  maximum_record_age_in_seconds      = try(each.value.maximum_record_age_in_seconds, -1)
  bisect_batch_on_function_error     = try(each.value.bisect_batch_on_function_error, false)
  tumbling_window_in_seconds         = 0
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "filter_criteria" {
    for_each = length(try(each.value.filters, [])) > 0 ? [each.value.filters] : []
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
  enabled                            = try(each.value.enabled, true)
  starting_position                  = each.value.starting_position
  batch_size                         = try(each.value.batch_size, 100)
  maximum_batching_window_in_seconds = try(each.value.maximum_batching_window_in_seconds, 0)
  parallelization_factor             = try(each.value.parallelization_factor, 1)
  maximum_retry_attempts             = try(each.value.maximum_retry_attempts, -1)
  maximum_record_age_in_seconds      = try(each.value.maximum_record_age_in_seconds, -1)
  bisect_batch_on_function_error     = try(each.value.bisect_batch_on_function_error, false)
  tumbling_window_in_seconds         = 0
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "filter_criteria" {
    for_each = length(try(each.value.filters, [])) > 0 ? [each.value.filters] : []
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
