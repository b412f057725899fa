data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  of         = "${data.aws_region.here.id}:${data.aws_caller_identity.here.account_id}"
  ec2        = "arn:${data.aws_partition.here.partition}:ec2:${data.aws_region.here.id}"
  rds        = "arn:${data.aws_partition.here.partition}:rds:${local.of}"
  interfaces = "${local.ec2}:${data.aws_caller_identity.here.account_id}:network-interface/*"
  in_vpc     = local.kind != "kafka" || length(try(var.kafka.subnet_ids[*], [])) > 0
  secrets    = concat(local.needs_secret ? [var.secret_arn] : [], try(var.kafka.server_root_ca_secret_arn, null)[*])
  by_iam     = local.kind == "msk" && local.authentication == "IAM"

  statements = concat(
    [for arn in local.kind == "msk" ? [var.msk.arn] : [] : { Action = ["kafka:DescribeClusterV2"], Resource = [arn] }],
    # IAM cannot limit this action to a cluster.
    [for any in local.kind == "msk" ? ["*"] : [] : { Action = ["kafka:GetBootstrapBrokers"], Resource = [any] }],
    flatten([for arn in local.by_iam ? [var.msk.arn] : [] : [
      { Action = ["kafka-cluster:Connect", "kafka-cluster:DescribeClusterDynamicConfiguration"], Resource = [arn] },
      { Action = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], Resource = ["${replace(arn, ":cluster/", ":topic/")}/${var.msk.topic}"] },
      # Without consumer_group_id, the group is named after the mapping, which is made later.
      { Action = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"], Resource = ["${replace(arn, ":cluster/", ":group/")}/${coalesce(local.consumer_group_id, "*")}"] },
    ]]),
    [for arn in local.kind == "mq" ? [var.mq.arn] : [] : { Action = ["mq:DescribeBroker"], Resource = [arn] }],
    flatten([for arn in local.kind == "documentdb" ? [var.documentdb.arn] : [] : [
      { Action = ["rds:DescribeDBClusters"], Resource = [arn] },
      { Action = ["rds:DescribeDBClusterParameters"], Resource = ["${local.rds}:cluster-pg:*"] },
      { Action = ["rds:DescribeDBSubnetGroups"], Resource = ["${local.rds}:subgrp:*"] },
    ]]),
    # Lambda makes network interfaces in the source's subnets, which only the source knows; a shared
    # subnet belongs to another account, and EC2 has no narrower resource for what is read.
    flatten([for interfaces in local.in_vpc ? [local.interfaces] : [] : [
      { Action = ["ec2:CreateNetworkInterface"], Resource = [interfaces, "${local.ec2}:*:security-group/*", "${local.ec2}:*:subnet/*"] },
      { Action = ["ec2:DeleteNetworkInterface"], Resource = [interfaces] },
      { Action = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"], Resource = ["*"] },
    ]]),
    [for secrets in [local.secrets] : { Action = ["secretsmanager:GetSecretValue"], Resource = secrets } if length(secrets) > 0],
    [for key in var.kms_key_arn[*] : { Action = ["kms:Decrypt"], Resource = [key] }],
    [for target in var.on_failure[*] : {
      Action   = [{ sqs = "sqs:SendMessage", sns = "sns:Publish", s3 = "s3:PutObject" }[element(split(":", target.arn), 2)]]
      Resource = [element(split(":", target.arn), 2) == "s3" ? "${target.arn}/*" : target.arn]
    }],
    [for target in var.on_failure[*] : { Action = ["s3:ListBucket"], Resource = [target.arn] } if element(split(":", target.arn), 2) == "s3"],
  )
}

resource "aws_iam_role_policy" "source" {
  name = "event-source-${var.name}"
  role = var.role_name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in local.statements : merge({ Effect = "Allow" }, statement)]
  })
}
