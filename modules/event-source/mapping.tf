locals {
  kind     = var.msk != null ? "msk" : var.kafka != null ? "kafka" : var.mq != null ? "mq" : "documentdb"
  is_kafka = contains(["msk", "kafka"], local.kind)
  # The one that is given; conditions would want all of one type.
  source = one([for source in [var.msk, var.kafka, var.mq, var.documentdb] : source if source != null])

  authentication = {
    msk        = coalesce(try(var.msk.authentication, null), "IAM")
    kafka      = try(var.kafka.authentication, null)
    mq         = null
    documentdb = null
  }[local.kind]
  needs_secret = local.kind == "msk" ? !contains(["IAM", "NONE"], local.authentication) : local.kind == "kafka" ? local.authentication != null : true

  access = concat(
    [for id in try(var.kafka.subnet_ids[*], []) : { type = "VPC_SUBNET", uri = "subnet:${id}" }],
    [for id in try(var.kafka.security_group_ids[*], []) : { type = "VPC_SECURITY_GROUP", uri = "security_group:${id}" }],
    local.needs_secret ? [{ type = coalesce(local.authentication, "BASIC_AUTH"), uri = var.secret_arn }] : [],
    [for arn in try(var.kafka.server_root_ca_secret_arn, null)[*] : { type = "SERVER_ROOT_CA_CERTIFICATE", uri = arn }],
    [for host in try(var.mq.virtual_host, null)[*] : { type = "VIRTUAL_HOST", uri = host }],
  )
  consumer_group_id = try(local.source.consumer_group_id, null)
  limits_retries    = var.provisioned_pollers != null
}

resource "aws_lambda_event_source_mapping" "source" {
  function_name                      = var.function_arn
  event_source_arn                   = local.kind == "kafka" ? null : local.source.arn
  enabled                            = var.enabled
  batch_size                         = var.batch_size
  maximum_batching_window_in_seconds = var.maximum_batching_window_in_seconds
  starting_position                  = var.starting_position
  starting_position_timestamp        = var.starting_position_timestamp
  topics                             = local.is_kafka ? [local.source.topic] : null
  queues                             = local.kind == "mq" ? [local.source.queue] : null
  kms_key_arn                        = var.filter_kms_key_arn
  tags                               = var.tags

  function_response_types        = local.limits_retries && coalesce(try(var.retries.report_batch_item_failures, null), true) ? ["ReportBatchItemFailures"] : null
  bisect_batch_on_function_error = local.limits_retries ? coalesce(try(var.retries.bisect_batch_on_function_error, null), false) : null
  maximum_retry_attempts         = local.limits_retries ? coalesce(try(var.retries.maximum_retry_attempts, null), -1) : null
  maximum_record_age_in_seconds  = local.limits_retries ? coalesce(try(var.retries.maximum_record_age_in_seconds, null), -1) : null

  dynamic "amazon_managed_kafka_event_source_config" {
    for_each = local.kind == "msk" ? local.consumer_group_id[*] : []
    content {
      consumer_group_id = amazon_managed_kafka_event_source_config.value
    }
  }

  dynamic "self_managed_event_source" {
    for_each = local.kind == "kafka" ? [true] : []
    content {
      endpoints = { KAFKA_BOOTSTRAP_SERVERS = join(",", local.source.bootstrap_servers) }
    }
  }

  dynamic "self_managed_kafka_event_source_config" {
    for_each = local.kind == "kafka" ? local.consumer_group_id[*] : []
    content {
      consumer_group_id = self_managed_kafka_event_source_config.value
    }
  }

  dynamic "document_db_event_source_config" {
    for_each = local.kind == "documentdb" ? [true] : []
    content {
      database_name   = local.source.database_name
      collection_name = try(local.source.collection_name, null)
      full_document   = coalesce(try(local.source.full_document, null), "Default")
    }
  }

  dynamic "source_access_configuration" {
    for_each = local.access
    content {
      type = source_access_configuration.value.type
      uri  = source_access_configuration.value.uri
    }
  }

  dynamic "filter_criteria" {
    for_each = length(var.filters) > 0 ? [true] : []
    content {
      dynamic "filter" {
        for_each = var.filters
        content {
          pattern = filter.value
        }
      }
    }
  }

  dynamic "destination_config" {
    for_each = var.on_failure[*]
    content {
      on_failure {
        destination_arn = destination_config.value.arn
      }
    }
  }

  dynamic "metrics_config" {
    for_each = length(var.metrics) > 0 ? [true] : []
    content {
      metrics = var.metrics
    }
  }

  dynamic "provisioned_poller_config" {
    for_each = var.provisioned_pollers[*]
    content {
      minimum_pollers = coalesce(try(provisioned_poller_config.value.minimum_pollers, null), 1)
      maximum_pollers = coalesce(try(provisioned_poller_config.value.maximum_pollers, null), 200)
    }
  }

  # Lambda checks the permissions when it makes the mapping.
  depends_on = [aws_iam_role_policy.source]
}
