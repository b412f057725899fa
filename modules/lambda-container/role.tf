data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  account   = data.aws_caller_identity.here.account_id
  region    = data.aws_region.here.id
  partition = data.aws_partition.here.partition
  suffix    = data.aws_partition.here.dns_suffix

  made_role = one(aws_iam_role.role[*])
  role_arn  = var.role == null ? local.made_role.arn : var.role.arn

  ec2           = "arn:${local.partition}:ec2:${local.region}"
  interface_arn = "${local.ec2}:${local.account}:network-interface/*"
  encrypted     = compact(concat([var.kms_key_arn], [for source in concat(values(var.sqs_event_sources), values(var.kinesis_event_sources), values(var.dynamodb_event_sources)) : try(source.kms_key_arn, null)]))

  # By the service in the ARN: what it takes to send there.
  send_actions = {
    sqs    = "sqs:SendMessage"
    sns    = "sns:Publish"
    lambda = "lambda:InvokeFunction"
    events = "events:PutEvents"
    s3     = "s3:PutObject"
  }
  destinations = [for name in ["on_failure", "on_success"] : var.asynchronous[name] if contains(try(keys(var.asynchronous), []), name)]

  statements = concat(
    [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = ["${local.log_group_arn}:*"] }],
    [for actions in [["xray:PutTelemetryRecords", "xray:PutTraceSegments"]] :
      { Sid = "Traces", Effect = "Allow", Action = actions, Resource = ["*"] } if var.tracing == "Active"
    ],
    [for keys in [local.encrypted] : { Effect = "Allow", Action = ["kms:Decrypt"], Resource = keys } if length(keys) > 0],
    [for key in compact([var.kms_key_arn]) : { Effect = "Allow", Action = ["kms:GenerateDataKey"], Resource = [key] } if local.makes_queue],
    [for arn in local.made_queue[*].arn : { Effect = "Allow", Action = ["sqs:SendMessage"], Resource = [arn] }],
    [for arn in concat([for target in var.dead_letter_target[*] : target.arn], local.destinations) : {
      Effect   = "Allow"
      Action   = [local.send_actions[element(split(":", arn), 2)]]
      Resource = [element(split(":", arn), 2) == "s3" ? "${arn}/*" : arn]
    }],
    [for arn in local.destinations : { Effect = "Allow", Action = ["s3:ListBucket"], Resource = [arn] } if element(split(":", arn), 2) == "s3"],
    [for arns in [[for source in values(var.sqs_event_sources) : source.arn]] :
      { Effect = "Allow", Action = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], Resource = arns } if length(arns) > 0
    ],
    [for arns in [[for source in values(var.kinesis_event_sources) : source.arn]] : {
      Effect   = "Allow"
      Action   = ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
      Resource = arns
    } if length(arns) > 0],
    flatten([for arns in [[for source in values(var.dynamodb_event_sources) : source.arn]] : [
      { Effect = "Allow", Action = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], Resource = arns },
      { Effect = "Allow", Action = ["dynamodb:ListStreams"], Resource = ["*"] },
    ] if length(arns) > 0]),
    [for system in var.file_system_config[*] : {
      Effect    = "Allow"
      Action    = concat(["elasticfilesystem:ClientMount"], coalesce(try(system.read_only, null), false) ? [] : ["elasticfilesystem:ClientWrite"])
      Resource  = [system.file_system_arn]
      Condition = { StringEquals = { "elasticfilesystem:AccessPointArn" = [system.arn] } }
    }],
    # Lambda makes the network interfaces in the function's name; the function itself must not.
    flatten([for vpc in var.vpc_config[*] : [
      { Effect = "Allow", Action = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"], Resource = ["*"] },
      { Effect = "Allow", Action = ["ec2:AssignPrivateIpAddresses", "ec2:DeleteNetworkInterface", "ec2:UnassignPrivateIpAddresses"], Resource = [local.interface_arn] },
      {
        Effect = "Allow"
        Action = ["ec2:CreateNetworkInterface"]
        Resource = concat(
          [local.interface_arn],
          [for id in vpc.subnet_ids : "${local.ec2}:*:subnet/${id}"],
          [for id in vpc.security_group_ids : "${local.ec2}:*:security-group/${id}"],
        )
      },
      {
        Effect    = "Deny"
        Action    = ["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DetachNetworkInterface", "ec2:UnassignPrivateIpAddresses"]
        Resource  = ["*"]
        Condition = { ArnEquals = { "lambda:SourceFunctionArn" = ["arn:${local.partition}:lambda:${local.region}:${local.account}:function:${var.function_name}"] } }
      },
    ]]),
    [for statement in var.policy_statements : merge(
      { Effect = coalesce(try(statement.effect, null), "Allow"), Action = statement.actions, Resource = statement.resources },
      { for sid in try(statement.sid, null)[*] : "Sid" => sid },
      { for conditions in [try(statement.conditions[*], [])] : "Condition" => {
        for test in distinct([for condition in conditions : condition.test]) :
        test => { for variable, values in { for condition in conditions : condition.variable => condition.values... if condition.test == test } : variable => distinct(flatten(values)) }
      } if length(conditions) > 0 },
    )],
  )
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })
}

resource "aws_iam_role" "role" {
  count = var.role == null ? 1 : 0

  name                  = var.role_name
  name_prefix           = var.role_name == null ? "${substr(var.function_name, 0, 37)}-" : null
  path                  = var.role_path
  description           = var.role_description
  permissions_boundary  = var.role_permissions_boundary
  force_detach_policies = var.role_force_detach_policies ? true : null
  max_session_duration  = var.role_max_session_duration
  tags                  = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Effect    = "Allow"
        Action    = ["sts:AssumeRole"]
        Principal = { Service = "lambda.amazonaws.com" }
        Condition = { StringEquals = { "aws:SourceAccount" = [local.account] } }
      }],
      [for principal in var.role_trust : merge(
        { Effect = "Allow", Action = ["sts:AssumeRole"], Principal = { (principal.type) = principal.identifiers } },
        { for conditions in [try(principal.conditions[*], [])] : "Condition" => {
          for test in distinct([for condition in conditions : condition.test]) :
          test => { for variable, values in { for condition in conditions : condition.variable => condition.values... if condition.test == test } : variable => distinct(flatten(values)) }
        } if length(conditions) > 0 },
      )],
    )
  })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "role" {
  count = var.role == null ? 1 : 0

  name   = "execution"
  role   = local.made_role.id
  policy = local.policy

  lifecycle {
    precondition {
      condition     = length(local.policy) <= 10240
      error_message = "policy_statements must leave the role's policy at most 10240 characters, IAM's limit, and it has ${length(local.policy)}: attach a policy of your own with policy_arns."
    }
  }
}

resource "aws_iam_role_policy" "own" {
  for_each = var.policy_jsons

  name   = each.key
  role   = local.made_role.id
  policy = each.value
}

resource "aws_iam_role_policy_attachment" "own" {
  for_each = var.policy_arns

  role       = local.made_role.id
  policy_arn = each.value
}
