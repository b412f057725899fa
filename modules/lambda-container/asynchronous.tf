locals {
  # Known by presence; a secret ARN is no secret about that.
  has_dead_letter_target = nonsensitive(var.dead_letter_target != null)
  made_queue             = one(aws_sqs_queue.dead_letters[*])
  makes_queue            = coalesce(var.dead_letter_queue, !local.has_dead_letter_target && nonsensitive(var.role == null))
}

resource "aws_sqs_queue" "dead_letters" {
  count = local.makes_queue ? 1 : 0

  name                      = "${var.function_name}-dead-letters"
  message_retention_seconds = 1209600 # 14 days, SQS's most
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "dead_letters" {
  count = local.makes_queue ? 1 : 0

  queue_url = local.made_queue.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = ["sqs:*"]
      Resource  = [local.made_queue.arn]
      Condition = { Bool = { "aws:SecureTransport" = ["false"] } }
    }]
  })
}

resource "aws_lambda_function_event_invoke_config" "function" {
  count = var.asynchronous != null ? 1 : 0

  function_name                = aws_lambda_function.function.function_name
  qualifier                    = local.qualified
  maximum_event_age_in_seconds = coalesce(try(var.asynchronous.maximum_event_age_in_seconds, null), 21600)
  maximum_retry_attempts       = coalesce(try(var.asynchronous.maximum_retry_attempts, null), 2)

  dynamic "destination_config" {
    for_each = length(local.destinations) > 0 ? [true] : []
    content {
      dynamic "on_failure" {
        for_each = try([var.asynchronous.on_failure], [])
        content {
          destination = on_failure.value
        }
      }
      dynamic "on_success" {
        for_each = try([var.asynchronous.on_success], [])
        content {
          destination = on_success.value
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.role]

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}
