# The "Lambda container" example in HCL: one function, its repository and its role.
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

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "this" {}

# Docker's ECR credential helper logs in: no token in the state. The README of the module shows the
# other way, an ephemeral token.
provider "docker" {
  registry_auth {
    address             = "${data.aws_caller_identity.this.account_id}.dkr.ecr.${var.region}.amazonaws.com"
    config_file_content = jsonencode({ credsStore = "ecr-login" })
  }
}

module "hello" {
  source = "../../modules/lambda-container"

  function_name           = "hcl-hello"
  source_path             = "${path.module}/../../functions/hello"
  memory_size             = 256
  timeout                 = 10
  environment             = { LEVEL = "info" }
  repository_name         = "hcl/hello"
  repository_force_delete = true

  # It is invoked by hand alone: nothing is lost that would need a queue.
  dead_letter_queue = false
}

output "function_name" {
  value = module.hello.function.name
}

output "image_uri" {
  value = module.hello.image.uri
}
