resource "aws_lambda_permission" "permission" {
  for_each = var.permissions

  function_name      = aws_lambda_function.function.function_name
  qualifier          = local.qualified
  principal          = each.value.principal
  action             = coalesce(try(each.value.action, null), "lambda:InvokeFunction")
  source_arn         = try(each.value.source_arn, null)
  source_account     = try(each.value.source_account, null)
  principal_org_id   = try(each.value.principal_org_id, null)
  event_source_token = try(each.value.event_source_token, null)

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}
