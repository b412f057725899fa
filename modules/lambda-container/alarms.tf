locals {
  # What each alarm watches; those of features exist with the feature. Dead letters are the function's,
  # whatever was invoked; the rest is the alias's, if there is one.
  possible_alarms = {
    error-rate           = { exists = true, text = "Invocations fail", metric = null, statistic = null, threshold = 5, of = 5, at_least = 3 }
    throttles            = { exists = true, text = "Requests are throttled", metric = "Throttles", statistic = "Sum", threshold = 0, of = 5, at_least = 3 }
    duration             = { exists = true, text = "Invocations come near the timeout", metric = "Duration", statistic = null, threshold = 80, of = 5, at_least = 3 }
    dead-letters         = { exists = local.makes_queue, text = "Events could not be processed", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum", threshold = 0, of = 1, at_least = 1 }
    dead-letter-errors   = { exists = local.makes_queue || local.has_dead_letter_target, text = "Events did not reach the dead-letter target and are lost", metric = "DeadLetterErrors", statistic = "Sum", threshold = 0, of = 1, at_least = 1 }
    destination-failures = { exists = nonsensitive(length(local.destinations) > 0), text = "Records did not reach their destination and are lost", metric = "DestinationDeliveryFailures", statistic = "Sum", threshold = 0, of = 1, at_least = 1 }
    iterator-age         = { exists = length(var.kinesis_event_sources) + length(var.dynamodb_event_sources) > 0, text = "Records of a stream wait too long", metric = "IteratorAge", statistic = "Maximum", threshold = 60000, of = 5, at_least = 5 }
  }
  thresholds = merge({ for name, alarm in local.possible_alarms : name => alarm.threshold }, try(var.alarms.thresholds, {}))
  alarms     = { for name, alarm in local.possible_alarms : name => alarm if nonsensitive(var.alarms != null) && alarm.exists && nonsensitive(local.thresholds[name] != null) }

  watched = merge(
    { FunctionName = aws_lambda_function.function.function_name },
    { for name in compact([local.qualifier]) : "Resource" => "${aws_lambda_function.function.function_name}:${name}" },
  )
  alarm_actions = try(var.alarms.topic_arn, null) == null ? null : [var.alarms.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "alarm" {
  for_each = local.alarms

  alarm_name          = join("-", compact([var.function_name, startswith(each.key, "dead-letter") ? "" : local.qualifier, each.key]))
  alarm_description   = each.value.text
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.key == "duration" ? var.timeout * 10 * local.thresholds.duration : local.thresholds[each.key]
  evaluation_periods  = each.value.of
  datapoints_to_alarm = each.value.at_least
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = coalesce(try(var.alarms.notify_ok, null), true) ? local.alarm_actions : null
  tags                = var.tags

  namespace   = each.value.metric == null ? null : each.key == "dead-letters" ? "AWS/SQS" : "AWS/Lambda"
  metric_name = each.value.metric
  dimensions = (
    each.value.metric == null ? null :
    each.key == "dead-letters" ? { QueueName = local.made_queue.name } :
    each.key == "dead-letter-errors" ? { FunctionName = aws_lambda_function.function.function_name } : local.watched
  )
  period             = each.value.metric == null ? null : 60
  statistic          = each.value.statistic
  extended_statistic = each.key == "duration" ? "p99" : null

  dynamic "metric_query" {
    for_each = each.key == "error-rate" ? { errors = "Errors", invocations = "Invocations" } : {}
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        dimensions  = local.watched
        period      = 60
        stat        = "Sum"
      }
    }
  }

  dynamic "metric_query" {
    for_each = each.key == "error-rate" ? [true] : []
    content {
      id          = "watched"
      label       = "Error rate (%)"
      expression  = "100 * errors / invocations"
      return_data = true
    }
  }
}
