# Few outputs, of objects: a plan compares each with every other of all instances, and 23 took a third of
# the time of 200 functions.

output "function" {
  description = "The function: name, arn, version (published last, or $LATEST), qualified_arn (of that version); and what triggers name, the alias that the module's other parts belong to, or the function: alias_arn, invoke_arn (for API Gateway), url (its HTTPS address, if there is one); and aliases, each by its name: arn, invoke_arn, version."
  value = {
    name          = aws_lambda_function.function.function_name
    arn           = aws_lambda_function.function.arn
    version       = aws_lambda_function.function.version
    qualified_arn = aws_lambda_function.function.qualified_arn
    alias_arn     = local.qualified_arn
    invoke_arn    = local.qualifier == null ? aws_lambda_function.function.invoke_arn : local.made_aliases[local.qualifier].invoke_arn
    url           = one(aws_lambda_function_url.url[*].function_url)
    aliases = {
      for name, alias in local.made_aliases :
      name => { arn = alias.arn, invoke_arn = alias.invoke_arn, version = alias.function_version }
    }
  }
}

output "image" {
  description = "What the function runs: uri (built images by digest), digest (null with image.uri), content_hash (of what was built; null if nothing is)."
  value       = { uri = local.image_uri, digest = local.digest, content_hash = local.content_hash }
}

output "repository" {
  description = "Where images are pushed to and pulled from: name, arn, url; null with image.uri."
  value = local.source == "uri" ? null : {
    name = local.repository_name
    arn  = var.repository == null ? local.made_repository.arn : var.repository.arn
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
  description = "The dead-letter queue: url, arn; null if none is made."
  value       = one([for queue in local.made_queue[*] : { url = queue.url, arn = queue.arn }])
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
