resource "aws_lambda_function" "function" {
  function_name                  = var.function_name
  description                    = var.description
  package_type                   = "Image"
  image_uri                      = local.image_uri
  architectures                  = [var.architecture]
  role                           = local.role_arn
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  kms_key_arn                    = var.kms_key_arn
  reserved_concurrent_executions = var.reserved_concurrent_executions
  publish                        = var.publish
  skip_destroy                   = var.skip_destroy ? true : null
  tags                           = var.tags

  replace_security_groups_on_destroy = var.replacement_security_group_ids == null ? null : true
  replacement_security_group_ids     = try(length(var.replacement_security_group_ids), 0) == 0 ? null : var.replacement_security_group_ids

  ephemeral_storage {
    size = var.ephemeral_storage
  }

  logging_config {
    log_format            = var.log_format
    log_group             = local.log_group_name
    application_log_level = var.log_format == "JSON" ? coalesce(var.application_log_level, "INFO") : null
    system_log_level      = var.log_format == "JSON" ? coalesce(var.system_log_level, "INFO") : null
  }

  tracing_config {
    mode = var.tracing
  }

  dynamic "environment" {
    for_each = nonsensitive(length(var.environment)) > 0 ? [true] : []
    content {
      variables = var.environment
    }
  }

  dynamic "image_config" {
    for_each = length(var.command) + length(var.entry_point) > 0 || var.working_directory != null ? [true] : []
    content {
      command           = var.command
      entry_point       = var.entry_point
      working_directory = var.working_directory
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc_config[*]
    content {
      subnet_ids                  = vpc_config.value.subnet_ids
      security_group_ids          = vpc_config.value.security_group_ids
      ipv6_allowed_for_dual_stack = coalesce(try(vpc_config.value.ipv6_allowed_for_dual_stack, null), false)
    }
  }

  dynamic "file_system_config" {
    for_each = var.file_system_config[*]
    content {
      arn              = file_system_config.value.arn
      local_mount_path = file_system_config.value.local_mount_path
    }
  }

  dynamic "dead_letter_config" {
    for_each = local.makes_queue ? local.made_queue[*].arn : [for target in var.dead_letter_target[*] : target.arn]
    content {
      target_arn = dead_letter_config.value
    }
  }

  dynamic "timeouts" {
    for_each = length(var.timeouts) > 0 ? [var.timeouts] : []
    content {
      create = lookup(timeouts.value, "create", null)
      update = lookup(timeouts.value, "update", null)
      delete = lookup(timeouts.value, "delete", null)
    }
  }

  # Lambda pulls the image and checks the permissions when it makes the function.
  depends_on = [
    aws_ecr_repository_policy.repository,
    aws_iam_role_policy.role,
    aws_iam_role_policy.own,
    aws_iam_role_policy_attachment.own,
  ]

  lifecycle {
    precondition {
      condition     = local.source != "published" || fileexists(local.lock_file)
      error_message = "image.lock must be a file that lambda-container publish wrote, got ${jsonencode(local.lock_file)}, which is none."
    }
    precondition {
      condition     = local.source != "published" || !fileexists(local.lock_file) || local.lock != null
      error_message = "image.lock must be JSON, and ${jsonencode(local.lock_file)} is not."
    }
    precondition {
      condition     = local.source != "published" || local.lock == null || can(regex("^sha256:[0-9a-f]{64}$", local.published.digest))
      error_message = "image.published must be published first: the lock file has no image ${try(var.image.published, "")} of ${try(var.image.environment, "")}."
    }
    precondition {
      condition     = local.source != "published" || local.published == null || try(local.published.repository == local.repository_name, true)
      error_message = "repository.arn must be of ${try(jsonencode(local.published.repository), "null")}, which the image was published to."
    }
    precondition {
      condition     = local.source != "uri" || try(split(".", var.image.uri)[3] == local.region, true)
      error_message = "image.uri must be an image of the function's Region, ${local.region}."
    }
    precondition {
      condition     = local.source == "uri" || var.repository == null || try(split(":", var.repository.arn)[3] == local.region, true)
      error_message = "repository.arn must be a repository of the function's Region, ${local.region}."
    }
  }
}

resource "aws_lambda_function_recursion_config" "function" {
  count = var.recursive_loop == "Allow" ? 1 : 0

  function_name  = aws_lambda_function.function.function_name
  recursive_loop = var.recursive_loop

  lifecycle {
    replace_triggered_by = [aws_lambda_function.function.arn]
  }
}
