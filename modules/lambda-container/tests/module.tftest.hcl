# `terraform init && terraform test` in the module's folder: no AWS account and no Docker are needed.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
}

mock_provider "docker" {}

variables {
  function_name = "orders"
  image         = { uri = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:0000000000000000000000000000000000000000000000000000000000000000" }
}

run "an_image_that_exists_needs_no_repository" {
  command = plan

  assert {
    condition     = aws_lambda_function.function.image_uri == var.image.uri
    error_message = "The function must run the image that was given."
  }
  assert {
    condition     = length(aws_ecr_repository.repository) == 0 && length(docker_registry_image.image) == 0
    error_message = "Nothing must be built."
  }
  assert {
    condition     = aws_lambda_function.function.tracing_config[0].mode == "Active" && aws_cloudwatch_log_group.function[0].retention_in_days == 365
    error_message = "Traces and logs must be kept by default."
  }
}

run "what_is_built_gets_a_repository" {
  command = plan

  variables {
    image       = null
    source_path = "tests/function"
  }

  assert {
    condition     = aws_ecr_repository.repository[0].image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.repository[0].name == "orders"
    error_message = "The repository must be the function's, and its tags immutable."
  }
  assert {
    condition     = length(output.content_hash) == 64
    error_message = "The hash must be known before anything is built."
  }
}

run "an_alias_is_what_the_url_belongs_to" {
  command = plan

  variables {
    publish = true
    aliases = { live = {} }
    url     = {}
  }

  assert {
    condition     = aws_lambda_function_url.url[0].qualifier == "live" && aws_lambda_function_url.url[0].authorization_type == "AWS_IAM"
    error_message = "The URL must be the alias's, and not public."
  }
}

run "a_key_that_is_none_is_an_error" {
  command = plan

  variables {
    url = { pubic = true }
  }

  expect_failures = [var.url]
}

run "a_service_needs_a_source" {
  command = plan

  variables {
    permissions = { s3 = { principal = "s3.amazonaws.com" } }
  }

  expect_failures = [var.permissions]
}
