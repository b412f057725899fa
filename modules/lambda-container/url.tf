locals {
  is_public = coalesce(try(tobool(var.url.public), null), false)
}

resource "aws_lambda_function_url" "url" {
  count = var.url != null ? 1 : 0

  function_name      = aws_lambda_function.function.function_name
  qualifier          = local.qualified
  authorization_type = local.is_public ? "NONE" : "AWS_IAM"
  invoke_mode        = coalesce(try(var.url.invoke_mode, null), "BUFFERED")

  dynamic "cors" {
    for_each = try(var.url.cors[*], [])
    content {
      allow_credentials = coalesce(try(cors.value.allow_credentials, null), false)
      allow_headers     = try(cors.value.allow_headers, null)
      allow_methods     = try(cors.value.allow_methods, null)
      allow_origins     = try(cors.value.allow_origins, null)
      expose_headers    = try(cors.value.expose_headers, null)
      max_age           = coalesce(try(cors.value.max_age, null), 0)
    }
  }

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

# Since October 2025 a public URL needs two permissions, of which hashicorp/aws knows the first:
# see docs/decisions/0010.
resource "aws_lambda_permission" "public_url" {
  count = local.is_public ? 1 : 0

  function_name          = aws_lambda_function.function.function_name
  qualifier              = local.qualified
  principal              = "*"
  action                 = "lambda:InvokeFunctionUrl"
  function_url_auth_type = "NONE"

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}

resource "aws_cloudcontrolapi_resource" "public_url" {
  count = local.is_public ? 1 : 0

  type_name = "AWS::Lambda::Permission"
  desired_state = jsonencode({
    Action                = "lambda:InvokeFunction"
    FunctionName          = local.qualifier == null ? aws_lambda_function.function.function_name : "${aws_lambda_function.function.function_name}:${local.qualifier}"
    InvokedViaFunctionUrl = true
    Principal             = "*"
  })

  # Not before the alias.
  depends_on = [aws_lambda_alias.alias, aws_lambda_alias.gradual]

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}
