locals {
  made_repository  = one(aws_ecr_repository.repository[*])
  makes_repository = local.source != "uri" && var.repository == null

  repository_name    = var.repository == null ? coalesce(var.repository_name, lower(var.function_name)) : element(split(":repository/", var.repository.arn), 1)
  repository_account = var.repository == null ? null : element(split(":", var.repository.arn), 4)
  # Of one that exists, its ARN says all: nothing is read, which could wait for another change.
  repository_url = (
    local.source == "uri" ? null :
    var.repository == null ? local.made_repository.repository_url :
    "${local.repository_account}.dkr.ecr.${element(split(":", var.repository.arn), 3)}.${startswith(var.repository.arn, "arn:aws-cn:") ? "amazonaws.com.cn" : startswith(var.repository.arn, "arn:aws:") || startswith(var.repository.arn, "arn:aws-us-gov:") ? "amazonaws.com" : local.suffix}/${local.repository_name}"
  )

  repository_arn_parts = split(":", try(local.made_repository.arn, "::::::"))
}

resource "aws_ecr_repository" "repository" {
  count = local.makes_repository ? 1 : 0

  name                 = local.repository_name
  image_tag_mutability = var.repository_image_tag_mutability
  force_delete         = var.repository_force_delete
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = var.repository_scan_on_push
  }

  encryption_configuration {
    encryption_type = var.repository_encryption_type
    kms_key         = var.kms_key_arn
  }
}

resource "aws_ecr_lifecycle_policy" "repository" {
  count = local.makes_repository && var.create_repository_lifecycle_policy ? 1 : 0

  repository = local.made_repository.name
  policy     = var.repository_lifecycle_policy
}

resource "aws_ecr_repository_policy" "repository" {
  count = local.makes_repository ? 1 : 0

  repository = local.made_repository.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "LambdaPull"
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Condition = {
          ArnLike = {
            "aws:SourceArn" = [
              for account in concat([element(local.repository_arn_parts, 4)], var.repository_pull_accounts) :
              "arn:${element(local.repository_arn_parts, 1)}:lambda:${element(local.repository_arn_parts, 3)}:${account}:function:*"
            ]
          }
        }
      }],
      [for accounts in [var.repository_pull_accounts] : {
        Sid       = "AccountsPull"
        Effect    = "Allow"
        Principal = { AWS = [for account in accounts : "arn:${element(local.repository_arn_parts, 1)}:iam::${account}:root"] }
        Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      } if length(accounts) > 0],
    )
  })
}
