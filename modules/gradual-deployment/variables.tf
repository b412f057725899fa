# Of lambda-container's outputs: function and alias.

variable "function_name" {
  type        = string
  description = "The function's name."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.function_name))
    error_message = "function_name must be 1 to 64 letters, digits, '-' and '_', got ${jsonencode(var.function_name)}."
  }
}

variable "function_arn" {
  type        = string
  description = "The function's ARN, without a version."
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[^:]+$", var.function_arn))
    error_message = "function_arn must be the ARN of a function, without a version, got ${jsonencode(var.function_arn)}."
  }
}

variable "alias_name" {
  type        = string
  description = "The alias that is moved: one with gradual_deployment = true, whose version Terraform leaves to CodeDeploy."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.alias_name)) && !can(regex("^[0-9]+$", var.alias_name))
    error_message = "alias_name must be 1 to 128 letters, digits, '-' and '_', and not a number, got ${jsonencode(var.alias_name)}."
  }
}

variable "current_version" {
  type        = string
  description = "The version that the alias names now."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.current_version))
    error_message = "current_version must be a published version such as 3, got ${jsonencode(var.current_version)}."
  }
}

variable "target_version" {
  type        = string
  description = "The version that the alias is moved to."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.target_version))
    error_message = "target_version must be a published version such as 4, got ${jsonencode(var.target_version)}."
  }
}

variable "traffic" {
  type        = any
  description = "How traffic is shifted: type, one of TimeBasedCanary (percentage first, the rest after interval minutes), TimeBasedLinear (percentage every interval minutes) and AllAtOnce; and, for the first two, percentage and interval."
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.traffic), ["type", "percentage", "interval"])) == 0
    error_message = "traffic has no ${join(" and no ", setsubtract(keys(var.traffic), ["type", "percentage", "interval"]))}; it has type, percentage and interval."
  }
  validation {
    condition     = contains(["AllAtOnce", "TimeBasedCanary", "TimeBasedLinear"], try(var.traffic.type, null) == null ? "-" : var.traffic.type)
    error_message = "traffic.type must be one of AllAtOnce, TimeBasedCanary, TimeBasedLinear."
  }
  validation {
    condition     = (try(var.traffic.type, "") == "AllAtOnce") == (try(var.traffic.percentage, null) == null && try(var.traffic.interval, null) == null) && (try(var.traffic.percentage, null) == null) == (try(var.traffic.interval, null) == null)
    error_message = "traffic.percentage and traffic.interval must be given with TimeBasedCanary and TimeBasedLinear only."
  }
  validation {
    condition     = try(var.traffic.percentage, null) == null || try(var.traffic.percentage >= 1 && var.traffic.percentage <= 99 && floor(var.traffic.percentage) == var.traffic.percentage, false)
    error_message = "traffic.percentage must be 1 to 99 percent."
  }
  validation {
    condition     = try(var.traffic.interval, null) == null || try(var.traffic.interval >= 1 && var.traffic.interval <= 2880 && floor(var.traffic.interval) == var.traffic.interval, false)
    error_message = "traffic.interval must be 1 to 2880 minutes."
  }
  validation {
    condition     = try(var.traffic.type != "TimeBasedLinear" || (ceil(100 / var.traffic.percentage) - 1) * var.traffic.interval <= 2880, true)
    error_message = "traffic.interval must be at most 2880 minutes for all steps together, CodeDeploy's limit."
  }
}

variable "alarm_names" {
  type        = list(string)
  description = "CloudWatch alarms that stop a deployment and roll it back; at most 10."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.alarm_names) <= 10
    error_message = "alarm_names must have at most 10 names, got ${length(var.alarm_names)}."
  }
  validation {
    condition     = alltrue([for name in var.alarm_names : length(name) >= 1 && length(name) <= 255])
    error_message = "alarm_names must have 1 to 255 characters each."
  }
}

variable "before_allow_traffic" {
  type        = any
  description = "The function that checks the new version before it gets traffic: function_name, function_arn, and role_name, which is allowed to answer CodeDeploy. Default: none."
  default     = null

  validation {
    condition     = var.before_allow_traffic == null || try(length(setsubtract(keys(var.before_allow_traffic), ["function_name", "function_arn", "role_name"])) == 0 && length(keys(var.before_allow_traffic)) == 3, false)
    error_message = "before_allow_traffic must have function_name, function_arn and role_name."
  }
}

variable "after_allow_traffic" {
  type        = any
  description = "The function that checks the new version once it gets all traffic, as before_allow_traffic. Default: none."
  default     = null

  validation {
    condition     = var.after_allow_traffic == null || try(length(setsubtract(keys(var.after_allow_traffic), ["function_name", "function_arn", "role_name"])) == 0 && length(keys(var.after_allow_traffic)) == 3, false)
    error_message = "after_allow_traffic must have function_name, function_arn and role_name."
  }
}

variable "start" {
  type        = bool
  description = "Whether terraform apply starts each deployment with the AWS CLI, and waits for it; otherwise a pipeline must, with the output revision."
  default     = true
  nullable    = false
}

variable "app_name" {
  type        = string
  description = "The application's name. Default: the names of the function and the alias."
  default     = null

  validation {
    condition     = can(regex("^[A-Za-z0-9._+=,@-]{1,100}$", coalesce(var.app_name, "${var.function_name}-${var.alias_name}")))
    error_message = "app_name must be 1 to 100 letters, digits and any of '._+=,@-', got ${jsonencode(coalesce(var.app_name, "${var.function_name}-${var.alias_name}"))}."
  }
}

variable "deployment_group_name" {
  type        = string
  description = "The deployment group's name."
  default     = "deployment"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._+=,@-]{1,100}$", var.deployment_group_name))
    error_message = "deployment_group_name must be 1 to 100 letters, digits and any of '._+=,@-', got ${jsonencode(var.deployment_group_name)}."
  }
}

variable "triggers" {
  type        = any
  description = "Topics that CodeDeploy tells of deployments, by the trigger's name: trigger_events (of DeploymentFailure, DeploymentRollback, DeploymentStart, DeploymentStop and DeploymentSuccess), trigger_target_arn, and kms_key_arn of an encrypted topic; at most 10."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for trigger in values(var.triggers) : length(setsubtract(keys(trigger), ["trigger_events", "trigger_target_arn", "kms_key_arn"])) == 0 && can(trigger.trigger_events) && can(trigger.trigger_target_arn)])
    error_message = "triggers must each have trigger_events and trigger_target_arn, and may have kms_key_arn."
  }
  validation {
    condition     = length(var.triggers) <= 10
    error_message = "triggers must have at most 10 triggers, got ${length(var.triggers)}."
  }
  validation {
    condition     = alltrue([for name in keys(var.triggers) : length(name) >= 1 && length(name) <= 256])
    error_message = "triggers must have names of 1 to 256 characters."
  }
  validation {
    condition     = alltrue([for trigger in values(var.triggers) : try(length(trigger.trigger_events) > 0 && length(distinct(trigger.trigger_events)) == length(trigger.trigger_events) && length(setsubtract(trigger.trigger_events, ["DeploymentFailure", "DeploymentRollback", "DeploymentStart", "DeploymentStop", "DeploymentSuccess"])) == 0, false)])
    error_message = "triggers.trigger_events must name each event once, and at least one of DeploymentFailure, DeploymentRollback, DeploymentStart, DeploymentStop, DeploymentSuccess."
  }
  validation {
    condition     = alltrue([for trigger in values(var.triggers) : can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:[A-Za-z0-9_-]+$", trigger.trigger_target_arn))])
    error_message = "triggers.trigger_target_arn must be the ARN of a standard topic, not a FIFO one."
  }
}

variable "role_path" {
  type        = string
  description = "The path of CodeDeploy's role. Default: /."
  default     = null

  validation {
    condition     = var.role_path == null || can(regex("^/(?:[!-~]{0,510}/)?$", var.role_path))
    error_message = "role_path must begin and end with '/', and have at most 512 characters, got ${jsonencode(var.role_path)}."
  }
}

variable "role_permissions_boundary" {
  type        = string
  description = "The ARN of the managed policy that bounds CodeDeploy's role."
  default     = null

  validation {
    condition     = var.role_permissions_boundary == null || can(regex("^arn:[^:]+:iam::(?:[0-9]{12}|aws):policy/.", var.role_permissions_boundary))
    error_message = "role_permissions_boundary must be an ARN such as 'arn:aws:iam::...:policy/...', got ${jsonencode(var.role_permissions_boundary)}."
  }
}

variable "tags" {
  type        = map(string)
  description = "For the application, the deployment group and the role."
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 50
    error_message = "tags must have at most 50 tags, got ${length(var.tags)}."
  }
}
