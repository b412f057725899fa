# Few outputs, of objects: a plan compares each with every other of all instances, and 23 took a third of
# the time of 200 functions. What is in one object depends on the same, so that no caller gets a cycle.

output "function" {
  description = "The function: name, arn, invoke_arn, version (published last, or $LATEST), qualified_arn (of that version)."
  value = {
    name          = aws_lambda_function.function.function_name
    arn           = aws_lambda_function.function.arn
    invoke_arn    = aws_lambda_function.function.invoke_arn
    version       = aws_lambda_function.function.version
    qualified_arn = aws_lambda_function.function.qualified_arn
  }
}

output "alias" {
  description = "What triggers name: the alias that the module's other parts belong to, or the function: arn, invoke_arn (for API Gateway). And all aliases, by_name: arn, invoke_arn, version."
  value = {
    arn        = local.qualified_arn
    invoke_arn = local.qualifier == null ? aws_lambda_function.function.invoke_arn : local.made_aliases[local.qualifier].invoke_arn
    by_name = {
      for name, alias in local.made_aliases :
      name => { arn = alias.arn, invoke_arn = alias.invoke_arn, version = alias.function_version }
    }
  }
}

output "url" {
  description = "The HTTPS address, if there is one."
  value       = one(aws_lambda_function_url.url[*].function_url)
}

output "image" {
  description = "What the function runs: uri (built images by digest), digest (null if image.uri has none)."
  value       = { uri = local.image_uri, digest = local.digest }
}

output "content_hash" {
  description = "The hash of what is built; null if nothing is."
  value       = local.content_hash
}

output "repository" {
  description = "Where images are pushed to and pulled from: name, arn, url; each null with image.uri."
  value = {
    name = local.source == "uri" ? null : local.repository_name
    arn  = local.source == "uri" ? null : var.repository == null ? local.made_repository.arn : var.repository.arn
    url  = local.repository_url
  }
}

output "role" {
  description = "The execution role: name, to attach what it needs, and arn."
  value = {
    name = var.role == null ? local.made_role.name : element(split("/", var.role.arn), length(split("/", var.role.arn)) - 1)
    arn  = local.role_arn
  }
}

output "log_group" {
  description = "The log group: name, arn."
  value       = { name = local.log_group_name, arn = local.log_group_arn }
}

output "dead_letter_queue" {
  description = "The dead-letter queue: url, arn; each null if none is made."
  value       = { url = one(local.made_queue[*].url), arn = one(local.made_queue[*].arn) }
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
