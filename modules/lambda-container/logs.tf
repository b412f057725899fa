locals {
  log_group_name = var.log_group == null ? aws_cloudwatch_log_group.function[0].name : var.log_group.name
  log_group_arn  = var.log_group == null ? aws_cloudwatch_log_group.function[0].arn : trimsuffix(var.log_group.arn, ":*")
}

resource "aws_cloudwatch_log_group" "function" {
  count = var.log_group == null ? 1 : 0

  name              = "/aws/lambda/${var.function_name}"
  retention_in_days = var.log_retention_in_days
  kms_key_id        = var.kms_key_arn
  log_group_class   = var.log_group_class
  skip_destroy      = var.log_group_skip_destroy ? true : null
  tags              = var.tags
}
