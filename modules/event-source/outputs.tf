output "uuid" {
  description = "The mapping's UUID."
  value       = aws_lambda_event_source_mapping.source.uuid
}

output "arn" {
  description = "The mapping's ARN."
  value       = aws_lambda_event_source_mapping.source.arn
}
