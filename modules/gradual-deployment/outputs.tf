output "app_name" {
  description = "The application's name."
  value       = aws_codedeploy_app.app.name
}

output "deployment_group_name" {
  description = "The deployment group's name."
  value       = aws_codedeploy_deployment_group.group.deployment_group_name
}

output "deployment_group_arn" {
  description = "The deployment group's ARN."
  value       = aws_codedeploy_deployment_group.group.arn
}

output "role_arn" {
  description = "The ARN of CodeDeploy's role."
  value       = aws_iam_role.codedeploy.arn
}

output "revision" {
  description = "The --revision for aws deploy create-deployment, where a pipeline starts deployments."
  value       = local.revision
}
