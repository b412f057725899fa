output "function_name" {
  description = "The function's name."
  value       = aws_lambda_function.function.function_name
}

output "function_arn" {
  description = "The function's ARN."
  value       = aws_lambda_function.function.arn
}

output "function_version" {
  description = "The version that was published last, or $LATEST."
  value       = aws_lambda_function.function.version
}

output "invoke_arn" {
  description = "What API Gateway invokes: the alias that the module's other parts belong to, or the function."
  value       = local.qualifier == null ? aws_lambda_function.function.invoke_arn : local.made_aliases[local.qualifier].invoke_arn
}

output "qualified_arn" {
  description = "The ARN of the version that was published last."
  value       = aws_lambda_function.function.qualified_arn
}

output "alias_arn" {
  description = "The ARN of the alias that the module's other parts belong to, or the function's."
  value       = local.qualified_arn
}

output "alias_arns" {
  description = "The ARN of each alias, by its name."
  value       = { for name, alias in local.made_aliases : name => alias.arn }
}

output "alias_versions" {
  description = "The version that each alias names, by its name."
  value       = { for name, alias in local.made_aliases : name => alias.function_version }
}

output "image_uri" {
  description = "What the function runs; built images by digest."
  value       = local.image_uri
}

output "image_digest" {
  description = "The digest of the image; null with image.uri."
  value       = local.digest
}

output "content_hash" {
  description = "The hash of what was built; null if nothing is."
  value       = local.content_hash
}

output "repository_url" {
  description = "Where images are pushed to and pulled from; null with image.uri."
  value       = local.repository_url
}

output "repository_name" {
  description = "The repository's name; null with image.uri."
  value       = local.source == "uri" ? null : local.repository_name
}

output "repository_arn" {
  description = "The repository's ARN; null with image.uri."
  value       = local.source == "uri" ? null : var.repository == null ? aws_ecr_repository.repository[0].arn : var.repository.arn
}

output "role_arn" {
  description = "The execution role's ARN."
  value       = local.role_arn
}

output "role_name" {
  description = "The execution role's name, to attach what it needs."
  value       = var.role == null ? aws_iam_role.role[0].name : element(split("/", var.role.arn), length(split("/", var.role.arn)) - 1)
}

output "log_group_name" {
  description = "The log group's name."
  value       = local.log_group_name
}

output "log_group_arn" {
  description = "The log group's ARN."
  value       = local.log_group_arn
}

output "dead_letter_queue_url" {
  description = "The URL of the dead-letter queue, if one is made."
  value       = one(aws_sqs_queue.dead_letters[*].url)
}

output "dead_letter_queue_arn" {
  description = "The ARN of the dead-letter queue, if one is made."
  value       = one(aws_sqs_queue.dead_letters[*].arn)
}

output "url" {
  description = "The HTTPS address, if there is one."
  value       = one(aws_lambda_function_url.url[*].function_url)
}

output "event_source_mappings" {
  description = "The UUID of each event source mapping, by kind (sqs, kinesis, dynamodb) and key."
  value = {
    for kind, mappings in { sqs = aws_lambda_event_source_mapping.sqs, kinesis = aws_lambda_event_source_mapping.kinesis, dynamodb = aws_lambda_event_source_mapping.dynamodb } :
    kind => { for key, mapping in mappings : key => mapping.uuid }
  }
}

output "alarm_names" {
  description = "The name of each alarm, by what it watches."
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.alarm : name => alarm.alarm_name }
}
