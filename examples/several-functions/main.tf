# Several functions that differ in their settings only, and a queue that one of them works off.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws    = { source = "hashicorp/aws", version = ">= 5.100, < 7.0" }
    docker = { source = "kreuzwerker/docker", version = ">= 4.3, < 5" }
  }
}

variable "region" {
  type        = string
  description = "Where everything lives."
  default     = "eu-west-1"
}

locals {
  functions = {
    hello      = { memory_size = 256 }
    hello-ric  = { memory_size = 256, architecture = "arm64" }
    orders-sqs = { memory_size = 512, timeout = 30 }
  }
  queues = {
    orders-sqs = { orders = { arn = aws_sqs_queue.orders.arn, maximum_concurrency = 5 } }
  }
}

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "this" {}

provider "docker" {
  registry_auth {
    address             = "${data.aws_caller_identity.this.account_id}.dkr.ecr.${var.region}.amazonaws.com"
    config_file_content = jsonencode({ credsStore = "ecr-login" })
  }
}

resource "aws_sqs_queue" "orders" {
  name                       = "several-orders"
  visibility_timeout_seconds = 180 # six times the function's timeout
}

module "function" {
  source   = "../../modules/lambda-container"
  for_each = local.functions

  function_name     = "several-${each.key}"
  source_path       = "${path.module}/../../functions/${each.key}"
  architecture      = try(each.value.architecture, "x86_64")
  memory_size       = each.value.memory_size
  timeout           = try(each.value.timeout, 10)
  repository_name   = "several/${each.key}"
  sqs_event_sources = lookup(local.queues, each.key, {})
}

output "functions" {
  value = { for name, function in module.function : name => function.function.arn }
}
