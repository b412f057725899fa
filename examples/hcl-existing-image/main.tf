# A function that runs an image which a pipeline built and pushed: Terraform needs no Docker.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws    = { source = "hashicorp/aws", version = ">= 5.100, < 7.0" }
    docker = { source = "kreuzwerker/docker", version = ">= 4.3, < 5" }
  }
}

variable "region" {
  type        = string
  description = "Where everything lives, the image too."
  default     = "eu-west-1"
}

variable "repository_arn" {
  type        = string
  description = "The repository that the pipeline pushes to."
  default     = "arn:aws:ecr:eu-west-1:111122223333:repository/orders"
}

variable "image_tag" {
  type        = string
  description = "What is promoted: resolved to its digest when Terraform plans."
  default     = "release-42"
}

provider "aws" {
  region = var.region
}

module "orders" {
  source = "../../modules/lambda-container"

  function_name = "orders"
  image         = { tag = var.image_tag }
  repository    = { arn = var.repository_arn }
  architecture  = "arm64"
  memory_size   = 512
  timeout       = 30
  publish       = true
  aliases       = { live = {} }
  url           = {}

  policy_statements = [{
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]
  }]
}

output "url" {
  value = module.orders.url
}
