# One of msk, kafka, mq and documentdb is given; the rest is the same for all, as far as Lambda has it.

variable "name" {
  type        = string
  description = "Names the policy that lets the role read the source: 1 to 100 letters, digits and any of '+=,.@_-', and no other's of the role."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,100}$", var.name))
    error_message = "name must be 1 to 100 letters, digits and any of '+=,.@_-', got ${jsonencode(var.name)}."
  }
}

variable "function_arn" {
  type        = string
  description = "The ARN of the function, or of its alias: lambda-container's output alias.arn."
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:.", var.function_arn))
    error_message = "function_arn must be the ARN of a function or of an alias, got ${jsonencode(var.function_arn)}."
  }
}

variable "role_name" {
  type        = string
  description = "The function's role, which is allowed to read the source: lambda-container's output role.name."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role_name))
    error_message = "role_name must be 1 to 64 letters, digits and any of '+=,.@_-', got ${jsonencode(var.role_name)}."
  }
}

variable "msk" {
  type        = any
  description = "A topic of an Amazon MSK cluster: arn, topic, and if wanted authentication (IAM by default, SASL_SCRAM_512_AUTH and CLIENT_CERTIFICATE_TLS_AUTH, which need secret_arn, or NONE) and consumer_group_id."
  default     = null

  validation {
    condition     = var.msk == null || try(length(setsubtract(keys(var.msk), ["arn", "topic", "authentication", "consumer_group_id"])) == 0 && can(var.msk.arn) && can(var.msk.topic), false)
    error_message = "msk must have arn and topic, and may have authentication and consumer_group_id."
  }
  validation {
    condition     = length([for source in [var.msk, var.kafka, var.mq, var.documentdb] : true if source != null]) == 1
    error_message = "msk, kafka, mq or documentdb must be given, and one of them only."
  }
  validation {
    condition     = var.msk == null || can(regex("^arn:[^:]+:kafka:[^:]+:[0-9]{12}:cluster/.", var.msk.arn))
    error_message = "msk.arn must be an ARN such as 'arn:aws:kafka:...:cluster/...'."
  }
  validation {
    condition     = try(contains(["IAM", "SASL_SCRAM_512_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH", "NONE"], coalesce(var.msk.authentication, "IAM")), true)
    error_message = "msk.authentication must be one of IAM, SASL_SCRAM_512_AUTH, CLIENT_CERTIFICATE_TLS_AUTH, NONE."
  }
}

variable "kafka" {
  type        = any
  description = "A topic of Apache Kafka that AWS does not manage: bootstrap_servers (1 to 10, such as b1.example.com:9092), topic, and if wanted authentication (BASIC_AUTH, SASL_SCRAM_256_AUTH, SASL_SCRAM_512_AUTH, CLIENT_CERTIFICATE_TLS_AUTH; with secret_arn), consumer_group_id, server_root_ca_secret_arn, and for brokers in a VPC subnet_ids and security_group_ids."
  default     = null

  validation {
    condition     = var.kafka == null || try(length(setsubtract(keys(var.kafka), ["bootstrap_servers", "topic", "authentication", "consumer_group_id", "server_root_ca_secret_arn", "subnet_ids", "security_group_ids"])) == 0 && can(var.kafka.bootstrap_servers) && can(var.kafka.topic), false)
    error_message = "kafka must have bootstrap_servers and topic, and may have authentication, consumer_group_id, server_root_ca_secret_arn, subnet_ids and security_group_ids."
  }
  validation {
    condition     = try(length(var.kafka.bootstrap_servers) >= 1 && length(var.kafka.bootstrap_servers) <= 10 && alltrue([for server in var.kafka.bootstrap_servers : length(server) <= 300 && can(regex("^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?:[0-9]{1,5}$", server))]), var.kafka == null)
    error_message = "kafka.bootstrap_servers must be 1 to 10 hosts and ports such as 'b1.example.com:9092'."
  }
  validation {
    condition     = try(contains(["BASIC_AUTH", "SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH"], coalesce(var.kafka.authentication, "BASIC_AUTH")), true)
    error_message = "kafka.authentication must be one of BASIC_AUTH, SASL_SCRAM_256_AUTH, SASL_SCRAM_512_AUTH, CLIENT_CERTIFICATE_TLS_AUTH."
  }
  validation {
    condition     = var.kafka == null || try(var.kafka.authentication, null) != null || length(try(var.kafka.subnet_ids[*], [])) > 0
    error_message = "kafka.authentication must be given, with its secret_arn, for brokers outside a VPC."
  }
  validation {
    condition     = (length(try(var.kafka.subnet_ids[*], [])) > 0) == (length(try(var.kafka.security_group_ids[*], [])) > 0)
    error_message = "kafka.security_group_ids must be given together with subnet_ids."
  }
  validation {
    condition     = length(try(var.kafka.subnet_ids[*], [])) <= 16 && length(try(var.kafka.security_group_ids[*], [])) <= 5
    error_message = "kafka.subnet_ids must be at most 16, and security_group_ids at most 5."
  }
}

variable "mq" {
  type        = any
  description = "A queue of an Amazon MQ broker: arn, queue, and if wanted virtual_host, for RabbitMQ. Needs secret_arn."
  default     = null

  validation {
    condition     = var.mq == null || try(length(setsubtract(keys(var.mq), ["arn", "queue", "virtual_host"])) == 0 && can(var.mq.arn) && can(var.mq.queue), false)
    error_message = "mq must have arn and queue, and may have virtual_host."
  }
  validation {
    condition     = var.mq == null || can(regex("^arn:[^:]+:mq:[^:]+:[0-9]{12}:broker:.", var.mq.arn))
    error_message = "mq.arn must be an ARN such as 'arn:aws:mq:...:broker:...'."
  }
  validation {
    condition     = try(length(var.mq.queue) >= 1 && length(var.mq.queue) <= 1000, true)
    error_message = "mq.queue must have 1 to 1000 characters."
  }
  validation {
    condition     = try(var.mq.virtual_host == null || can(regex("^[ a-zA-Z0-9/*:_+=.@-]{1,200}$", var.mq.virtual_host)), true)
    error_message = "mq.virtual_host must be 1 to 200 letters, digits, spaces and '-/*:_+=.@'."
  }
}

variable "documentdb" {
  type        = any
  description = "The change stream of an Amazon DocumentDB database: arn, database_name, and if wanted collection_name (all by default) and full_document (Default or UpdateLookup). Needs secret_arn."
  default     = null

  validation {
    condition     = var.documentdb == null || try(length(setsubtract(keys(var.documentdb), ["arn", "database_name", "collection_name", "full_document"])) == 0 && can(var.documentdb.arn) && can(var.documentdb.database_name), false)
    error_message = "documentdb must have arn and database_name, and may have collection_name and full_document."
  }
  validation {
    condition     = var.documentdb == null || can(regex("^arn:[^:]+:rds:[^:]+:[0-9]{12}:cluster:.", var.documentdb.arn))
    error_message = "documentdb.arn must be an ARN such as 'arn:aws:rds:...:cluster:...'."
  }
  validation {
    condition     = var.documentdb == null || can(regex("^[^ /.$\"]{1,63}$", var.documentdb.database_name))
    error_message = "documentdb.database_name must be 1 to 63 characters without space, '/', '.', '$' and quotation marks."
  }
  validation {
    condition     = try(var.documentdb.collection_name == null || can(regex("^[_a-zA-Z0-9][^$]{0,56}$", var.documentdb.collection_name)) && !startswith(var.documentdb.collection_name, "system."), true)
    error_message = "documentdb.collection_name must be 1 to 57 characters without '$', beginning with a letter, digit or '_'."
  }
  validation {
    condition     = try(contains(["Default", "UpdateLookup"], coalesce(var.documentdb.full_document, "Default")), true)
    error_message = "documentdb.full_document must be one of Default, UpdateLookup."
  }
}

variable "secret_arn" {
  type        = string
  description = "The secret in AWS Secrets Manager that Lambda logs in with: a user name and a password, or a client's certificate and key."
  default     = null

  validation {
    condition     = var.secret_arn == null || can(regex("^arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:[ a-zA-Z0-9/*:_+=.@-]+$", var.secret_arn))
    error_message = "secret_arn must be the ARN of a secret, such as 'arn:aws:secretsmanager:...:secret:...'."
  }
  validation {
    condition     = (var.secret_arn != null) == local.needs_secret
    error_message = "secret_arn must ${local.needs_secret ? "" : "not "}be given with ${local.kind}${local.authentication == null ? "" : " and authentication ${local.authentication}"}."
  }
}

variable "starting_position" {
  type        = string
  description = "Where the first read starts: TRIM_HORIZON, LATEST or AT_TIMESTAMP; for all but mq."
  default     = null

  validation {
    condition     = var.starting_position == null || contains(["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"], coalesce(var.starting_position, "LATEST"))
    error_message = "starting_position must be one of TRIM_HORIZON, LATEST, AT_TIMESTAMP."
  }
  validation {
    condition     = (var.starting_position == null) == (local.kind == "mq")
    error_message = "starting_position must be given, and for mq it must not."
  }
}

variable "starting_position_timestamp" {
  type        = string
  description = "For AT_TIMESTAMP: a time with a UTC offset, such as 2026-01-31T08:00:00Z."
  default     = null

  validation {
    condition     = (var.starting_position_timestamp != null) == (var.starting_position == "AT_TIMESTAMP")
    error_message = "starting_position_timestamp must be given with starting_position AT_TIMESTAMP, and with no other."
  }
  validation {
    condition     = var.starting_position_timestamp == null || can(timeadd(var.starting_position_timestamp, "0s"))
    error_message = "starting_position_timestamp must be a time with a UTC offset, such as '2026-01-31T08:00:00Z', got ${jsonencode(var.starting_position_timestamp)}."
  }
}

variable "batch_size" {
  type        = number
  description = "The most records in one event: 1 to 10000."
  default     = 100
  nullable    = false

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10000
    error_message = "batch_size must be 1 to 10000, got ${var.batch_size}."
  }
}

variable "maximum_batching_window_in_seconds" {
  type        = number
  description = "0 to 300 seconds to wait for a full batch. Default: Lambda's own half a second, which Terraform cannot write."
  default     = null

  validation {
    condition     = try(var.maximum_batching_window_in_seconds >= 0 && var.maximum_batching_window_in_seconds <= 300, true)
    error_message = "maximum_batching_window_in_seconds must be 0 to 300 seconds."
  }
}

variable "enabled" {
  type        = bool
  description = "Whether Lambda polls the source."
  default     = true
  nullable    = false
}

variable "filters" {
  type        = list(string)
  description = "Patterns as JSON: a record that matches any is sent, others are dropped; at most 10, or 5 unless AWS raised the account's quota. Not for documentdb."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.filters) <= 10 && alltrue([for filter in var.filters : can(jsondecode(filter))])
    error_message = "filters must be at most 10 patterns, as JSON."
  }
  validation {
    condition     = length(var.filters) == 0 || local.kind != "documentdb"
    error_message = "filters must not be given with documentdb: Lambda has none for it."
  }
}

variable "filter_kms_key_arn" {
  type        = string
  description = "The customer managed key that encrypts the filters. Default: AWS's own."
  default     = null

  validation {
    condition     = var.filter_kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.", var.filter_kms_key_arn)) && length(var.filters) > 0
    error_message = "filter_kms_key_arn must be the ARN of a key, and given with filters."
  }
}

variable "kms_key_arn" {
  type        = string
  description = "The customer managed key of the secret, which the role may then use."
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.", var.kms_key_arn))
    error_message = "kms_key_arn must be an ARN such as 'arn:aws:kms:...:key/...'."
  }
}

variable "provisioned_pollers" {
  type        = any
  description = "For msk and kafka: pollers that run before events arrive, and are billed separately: minimum_pollers (1 to 200, 1 by default) and maximum_pollers (1 to 2000, 200 by default). Default: none."
  default     = null

  validation {
    condition     = var.provisioned_pollers == null || try(length(setsubtract(keys(var.provisioned_pollers), ["minimum_pollers", "maximum_pollers"])) == 0, false)
    error_message = "provisioned_pollers has minimum_pollers and maximum_pollers."
  }
  validation {
    condition     = try(var.provisioned_pollers.minimum_pollers >= 1 && var.provisioned_pollers.minimum_pollers <= 200, true) && try(var.provisioned_pollers.maximum_pollers >= 1 && var.provisioned_pollers.maximum_pollers <= 2000, true)
    error_message = "provisioned_pollers must have minimum_pollers of 1 to 200 and maximum_pollers of 1 to 2000."
  }
  validation {
    condition     = var.provisioned_pollers == null || coalesce(try(var.provisioned_pollers.minimum_pollers, null), 1) <= coalesce(try(var.provisioned_pollers.maximum_pollers, null), 200)
    error_message = "provisioned_pollers.maximum_pollers must be at least minimum_pollers."
  }
  validation {
    condition     = var.provisioned_pollers == null || local.is_kafka
    error_message = "provisioned_pollers must be given with msk and kafka only."
  }
}

variable "retries" {
  type        = any
  description = "With provisioned_pollers: what happens to batches that fail: report_batch_item_failures (true by default), bisect_batch_on_function_error (false), maximum_retry_attempts (-1: until the record expires) and maximum_record_age_in_seconds (-1: any). Without, Lambda retries a batch until it succeeds."
  default     = null

  validation {
    condition     = var.retries == null || try(length(setsubtract(keys(var.retries), ["report_batch_item_failures", "bisect_batch_on_function_error", "maximum_retry_attempts", "maximum_record_age_in_seconds"])) == 0, false)
    error_message = "retries has report_batch_item_failures, bisect_batch_on_function_error, maximum_retry_attempts and maximum_record_age_in_seconds."
  }
  validation {
    condition     = var.retries == null || var.provisioned_pollers != null
    error_message = "retries must be given with provisioned_pollers only."
  }
  validation {
    condition     = try(var.retries.maximum_retry_attempts >= -1 && var.retries.maximum_retry_attempts <= 10000, true)
    error_message = "retries.maximum_retry_attempts must be -1 to 10000."
  }
  validation {
    condition     = try(var.retries.maximum_record_age_in_seconds == -1 || var.retries.maximum_record_age_in_seconds >= 60 && var.retries.maximum_record_age_in_seconds <= 604800, true)
    error_message = "retries.maximum_record_age_in_seconds must be 60 to 604800 seconds, or -1 for any age."
  }
}

variable "on_failure" {
  type        = object({ arn = string })
  description = "For msk and kafka, where Lambda reports the records that it discards: the arn of a queue, a topic or a bucket."
  default     = null

  validation {
    condition     = var.on_failure == null || can(regex("^arn:[^:]+:(?:sqs|sns|s3):", var.on_failure.arn))
    error_message = "on_failure.arn must be the ARN of a queue, a topic or a bucket."
  }
  validation {
    condition     = var.on_failure == null || local.is_kafka
    error_message = "on_failure must be given with msk and kafka only."
  }
}

variable "metrics" {
  type        = list(string)
  description = "For msk and kafka: [\"EventCount\"] for metrics of the mapping."
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.metrics, ["EventCount"])) == 0
    error_message = "metrics must be EventCount."
  }
  validation {
    condition     = length(var.metrics) == 0 || local.is_kafka
    error_message = "metrics must be given with msk and kafka only."
  }
}

variable "tags" {
  type        = map(string)
  description = "For the mapping."
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 50
    error_message = "tags must have at most 50 tags, got ${length(var.tags)}."
  }
}
