"""Values that the module refuses, each with the beginning of its message."""

from __future__ import annotations

from typing import Any

from tests.modules.mocked import ACCOUNT, DIGEST, HOST, arn

GOOD: dict[str, Any] = {"function_name": "orders", "source_path": "./module/source"}
QUEUE = arn("sqs", "orders")
STREAM = arn("kinesis", "stream/orders")
TABLE = arn("dynamodb", "table/orders/stream/2026")
IN_VPC = {
    "subnet_ids": ["subnet-0123456789abcdef0"],
    "security_group_ids": ["sg-0123456789abcdef0"],
}


def queue(**settings: object) -> dict[str, Any]:
    return {"sqs_event_sources": {"orders": {"arn": QUEUE, **settings}}}


def stream(**settings: object) -> dict[str, Any]:
    source = {"arn": STREAM, "starting_position": "LATEST", **settings}
    return {"kinesis_event_sources": {"orders": source}}


def table(**settings: object) -> dict[str, Any]:
    source = {"arn": TABLE, "starting_position": "LATEST", **settings}
    return {"dynamodb_event_sources": {"orders": source}}


def allow(**settings: object) -> dict[str, Any]:
    statement = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::b/*"], **settings}
    return {"policy_statements": [statement]}


def image(**source: object) -> dict[str, Any]:
    return {"source_path": None, "image": source}


def trust(**settings: object) -> dict[str, Any]:
    service = {"type": "Service", "identifiers": ["scheduler.amazonaws.com"], **settings}
    return {"role_trust": [service]}


def permit(**settings: object) -> dict[str, Any]:
    return {"permissions": {"it": {"principal": ACCOUNT, **settings}}}


URI = f"{HOST}/orders@{DIGEST}"
REPOSITORY = arn("ecr", "repository/orders")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders"
LOGS = arn("logs", "log-group:x")
ARN = "be an ARN such as 'arn:aws:{}:...:{}...'"
CONTROL = "hold no control characters"
BOUNDARY = "role_permissions_boundary"
MUTABILITY = "repository_image_tag_mutability"
CALLED = {"aliases": {"live": {}}, "publish": True}
SHAPES: list[tuple[list[str], str, list[object]]] = [
    (
        [
            *("vpc_config", "file_system_config", "provisioned_concurrency", "asynchronous"),
            *("url", "alarms"),
        ],
        "an object, or null",
        [False, "x", ["x"]],
    ),
    (
        [
            *("build_secrets", "aliases", "permissions", "sqs_event_sources"),
            *("kinesis_event_sources", "dynamodb_event_sources"),
        ],
        "a map of objects",
        [["live"], {"live": None}, {"live": "x"}],
    ),
    (["role_trust", "policy_statements"], "a list of objects", [{"a": {}}, ["x"]]),
]
WRONG: list[tuple[dict[str, Any], str]] = [
    *((({name: value}), f"{name} must be {what}") for names, what, values in SHAPES
      for name in names for value in values),
    ({"aliases": {"a": {}, "b": {}}, "publish": True, "qualifier": None},
     "qualifier must be given with several alia"),
    ({"policy_jsons": {"execution": "{}"}}, "policy_jsons key must not be execution"),
    ({"policy_jsons": {"a b": "{}"}}, "policy_jsons key must be 1 to 128 letters"),
    (allow(sid="Traces"), "policy_statements.sid must be unique, and not Traces"),
    ({"policy_statements": [{**allow()["policy_statements"][0], "sid": "A"}] * 2},
     "policy_statements.sid must be unique, and not Traces"),
    (allow(conditions=[{"test": "a", "variable": "b", "values": [], "qualifier": "c"}]),
     "policy_statements.conditions must each have test, variable and values"),
    *((allow(actions=["iam:PassRole"], resources=[f"arn:aws:iam::{ACCOUNT}:{each}"]),
       "policy_statements.resources must name the roles that iam:PassRole passes")
      for each in ("role/*", "role/*/*", "r*")),
    (trust(type="Svc"), "role_trust.type must be one of AWS, Service, Federated"),
    (trust(identifiers=["*"]), "role_trust.identifiers must name who may assume the role"),
    (trust(conditions=[{"test": "a"}]), "role_trust.conditions must each have test, variable and"),
    (permit(principal="*"), "permissions.principal must be a service such as"),
    (permit(principal="orders"), "permissions.principal must be a service such as"),
    (permit(principal="s3.amazonaws.com.cn"), "permissions.source_arn or source_account must be"),
    (permit(principal="s3.amazonaws.com", source_arn="arn:aws:s3:::b"),
     "permissions.source_account must be given with a source_arn that holds no account"),
    (permit(source_arn=""), "permissions.source_arn must be an ARN"),
    (permit(principal_org_id="x"), "permissions.principal_org_id must be an organization's id"),
    (permit(source_account="1"), "permissions.source_account must be an AWS account id"),
    (permit(action="lambda:*"), "permissions.action must be one action of Lambda"),
    ({"source_path": "./fn[1]"}, "source_path must hold none of"),
    ({"source_path": ""}, "source_path must be a folder with files, got an empty text"),
    ({"dockerfile": ""}, 'dockerfile must be a file of source_path, got ""'),
    ({"build_log_file": "./module/source/x.log"}, "build_log_file must not be in source_path"),
    (image(tag=None), "image must hold no null: leave the key out"),
    (image(published="x", environment="dev"), "repository must be given with image.published"),
    (image(uri=URI) | {"build_args": {"A": "b"}}, "image must be given without what is about a bu"),
    (image(uri=URI) | {"repository": {"arn": REPOSITORY}}, "image.uri must be given without repo"),
    (image(uri=f"{HOST}/orders:1.0\n"), "image.uri must be an image in a private ECR repository"),
    (image(uri=f"{HOST}/orders@sha256:abc"), "image.uri must be an image in a private ECR"),
    (stream(starting_position=None), "kinesis_event_sources.starting_position must be one of"),
    (stream(batch_size="many"), "kinesis_event_sources.batch_size must be 1 to 10000"),
    (stream(maximum_batching_window_in_seconds=301), "kinesis_event_sources.maximum_batching"),
    (table(maximum_batching_window_in_seconds=-1), "dynamodb_event_sources.maximum_batching"),
    ({"role": {"arn": ROLE}, "role_permissions_boundary": f"arn:aws:iam::{ACCOUNT}:policy/x"},
     "role must be given without the settings of what is made"),
    ({"role": {"arn": f"{ROLE}\n"}}, "role.arn must be an ARN"),
    ({"repository": {"arn": REPOSITORY}, "repository_force_delete": True, "repository_name": None},
     "repository must be given without the settings of what is made"),
    ({"repository": {"arn": f"{REPOSITORY}:v1"}}, "repository.arn must be an ARN such as"),
    ({"log_group": {"name": "x", "arn": LOGS}, "log_retention_in_days": 7},
     "log_group must be given without log_retention_in_days"),
    ({"log_group": {"name": "x", "arn": "x"}}, "log_group.arn must be an ARN such as"),
    *(({"log_group": {"name": each, "arn": LOGS}}, "log_group.name must be the name in log_group.a")
      for each in ("/x", "", None)),
    ({"dead_letter_target": {"arn": f"{QUEUE}.fifo"}}, "dead_letter_target.arn must be a standard"),
    ({"asynchronous": {"on_failure": None}}, "leave the key out for none"),
    ({"asynchronous": {"on_failure": f"{QUEUE}.fifo"}}, "asynchronous.on_failure must be a standa"),
    ({"provisioned_concurrency": {"provisioned_concurrent_executions": 1, "scaling": None},
      **CALLED},
     "provisioned_concurrency.scaling must have min_capacity"),
    ({"aliases": {"live": {"function_version": "x"}}, "publish": True},
     "aliases.function_version must be a version's number"),
    ({"aliases": {"live": {"additional_version_weights": {"2": 1.5}}}, "publish": True},
     "aliases.additional_version_weights must be one version's number and its weight"),
    ({"aliases": {"live": {"additional_version_weights": {"2": 0.5}, "gradual_deployment": True}},
      "publish": True}, "aliases.additional_version_weights must not be given with gradual_depl"),
    ({"alarms": {"thresholds": {"duration": 500}}}, "alarms.thresholds must be 0 or more each"),
    ({"environment": {"_a-b c": "x"}}, "environment key must begin with a letter"),
    ({"function_name": "fn_", "repository_name": None}, "repository_name must be 2 to 256 lower"),
    ({"function_name": "a b"}, "function_name must be 1 to 64 letters, digits, '-' and '_', got"),
    ({"function_name": "a" * 65}, "function_name must be 1 to 64 letters"),
    ({"function_name": "a\n"}, "function_name must be 1 to 64 letters"),
    ({"description": "a" * 257}, "description must have 0 to 256 characters"),
    ({"description": "a\u0007"}, f"description must {CONTROL}"),
    ({"tags": {f"k{i}": "v" for i in range(51)}}, "tags must have at most 50 tags, got 51"),
    ({"tags": {"AWS:a": "v"}}, "tags key must not begin with 'aws:', which AWS keeps"),
    ({"tags": {"k" * 129: "v"}}, "tags key must have 1 to 128 characters"),
    ({"tags": {"k": "v" * 257}}, "tags must have 0 to 256 characters"),
    ({"tags": {"k": "v\u0007"}}, f"tags must {CONTROL}"),
    ({"image": {"tag": "a"}}, "source_path must be given, or image instead, and not both"),
    ({"source_path": None}, "source_path must be given, or image instead, and not both"),
    (image(url="x"), "image has no url; it has uri, digest, tag, published, lock and environment"),
    (image(lock="x"), "image must have one of uri, digest, tag and published"),
    (image(uri="x", tag="y"), "image must have one of uri, digest, tag and published"),
    (image(published="orders"), "image.environment must be given with image.published"),
    (image(uri="docker.io/library/python:3.13"), "image.uri must be an image in a private ECR"),
    (image(uri=f"{HOST}/orders"), "with tag or digest"),
    (image(digest="sha256:abc"), "image.digest must be 'sha256:' and 64 lowercase"),
    (image(tag="-a"), "image.tag must be 1 to 128 letters, digits, '_', '.' and '-'"),
    ({"architecture": "amd64"}, 'architecture must be one of x86_64, arm64, got "amd64"'),
    ({"build_log_file": "a\nb"}, f"build_log_file must {CONTROL}"),
    ({"target": "a b"}, "target must be the name of a stage"),
    ({"build_args": {"1": "a"}}, "build_args key must be the name of an ARG"),
    ({"build_args": {"A": "a\u0000"}}, CONTROL),
    ({"build_args": {"PIP_TOKEN": "a"}}, "build_args must hold no secret, which would stay"),
    ({"build_args": {"INDEX": "https://u:p@x"}}, "build_args must hold no secret"),
    *(({"build_secrets": {"pip": secret}}, "build_secrets must each have env or src")
      for secret in ({"environment": "A"}, {"env": "A", "src": "b"}, {"env": "A", "b": "c"}, {})),
    ({"exclude": ["../a"]}, "exclude must be patterns relative to source_path"),
    ({"exclude": ["[a-z]*"]}, "exclude must consist of letters, digits, '_', '-', '.', '/' and"),
    ({"content_hash": "abc"}, "content_hash must be 64 lowercase hexadecimal digits"),
    ({"memory_size": 127}, "memory_size must be a whole number, 128 to 10240 MB, got 127"),
    ({"memory_size": 200.5}, "memory_size must be a whole number, 128 to 10240 MB, got 200.5"),
    ({"timeout": 0}, "timeout must be a whole number, 1 to 900 seconds, got 0"),
    ({"timeout": 901}, "timeout must be a whole number, 1 to 900 seconds, got 901"),
    ({"ephemeral_storage": 511}, "ephemeral_storage must be a whole number, 512 to 10240 MB"),
    ({"environment": {"AWS_REGION": "x"}}, "environment key must not be one that Lambda reserves"),
    ({"environment": {"A": "x"}}, "environment key must begin with a letter, hold letters"),
    ({"environment": {"AB": "x\u0000"}}, f"environment must {CONTROL}"),
    ({"environment": {"AB": "é" * 2048}}, "environment must have at most 4096 bytes in all"),
    ({"command": ["a" * 1001]}, "command must have 1 to 1000 characters"),
    ({"command": ["a"] * 1501}, "command must have at most 1500 texts"),
    ({"entry_point": [""]}, "entry_point must have 1 to 1000 characters"),
    ({"entry_point": ["a"] * 1501}, "entry_point must have at most 1500 texts"),
    ({"working_directory": "var"}, 'working_directory must be an absolute path, got "var"'),
    ({"tracing": "On"}, "tracing must be one of Active, PassThrough"),
    ({"log_group": {"name": "x"}}, "log_group must have name and arn, and nothing else"),
    ({"log_retention_in_days": 2}, "log_retention_in_days must be one of 0, 1, 3, 5, 7, 14"),
    ({"log_group_class": "CHEAP"}, "log_group_class must be one of STANDARD, INFREQUENT_ACCESS"),
    ({"log_format": "XML"}, "log_format must be one of JSON, Text"),
    ({"application_log_level": "LOUD"}, "application_log_level must be one of TRACE, DEBUG, INFO"),
    ({"log_format": "Text", "application_log_level": "INFO"},
     "application_log_level must be given with log_format 'JSON' only"),
    ({"system_log_level": "LOUD"}, "system_log_level must be one of DEBUG, INFO, WARN"),
    ({"log_format": "Text", "system_log_level": "INFO"},
     "system_log_level must be given with log_format 'JSON' only"),
    ({"reserved_concurrent_executions": -2}, "reserved_concurrent_executions must be a whole numb"),
    ({"recursive_loop": "Never"}, "recursive_loop must be one of Allow, Terminate"),
    ({"timeouts": {"read": "1m"}}, "timeouts must have create, update and delete only, got read"),
    ({"aliases": {"live": {"version": 1}}, "publish": True}, "aliases has no version; each has"),
    ({"aliases": {"12": {}}, "publish": True}, "aliases must be 1 to 128 letters, digits"),
    ({"aliases": {"live": {}}}, "aliases must be given with publish = true only"),
    ({"aliases": {"live": {"description": "a" * 257}}, "publish": True},
     "aliases.description must have 0 to 256 characters"),
    ({"qualifier": "live"}, 'qualifier must be one of aliases, or $LATEST, got "live"'),
    ({"provisioned_concurrency": {"executions": 1}, **CALLED}, "provisioned_concurrency has prov"),
    ({"provisioned_concurrency": {"provisioned_concurrent_executions": 0}, **CALLED}, "1 or more"),
    ({"provisioned_concurrency": {"provisioned_concurrent_executions": 1}}, "with an alias only"),
    ({"provisioned_concurrency": {"provisioned_concurrent_executions": 1,
                                  "scaling": {"min_capacity": 2, "max_capacity": 1}}, **CALLED},
     "provisioned_concurrency.scaling must have min_capacity, 0 or more"),
    ({"provisioned_concurrency": {"provisioned_concurrent_executions": 1, "scaling": {
        "min_capacity": 1, "max_capacity": 1, "target": 1}}, **CALLED}, "target must be 0.1 to"),
    ({"kms_key_arn": "alias/orders"}, f"kms_key_arn must {ARN.format('kms', 'key/')}"),
    ({"role": {"name": "x"}}, "role must have arn, and nothing else, got name"),
    ({"role": {"arn": arn("iam", "user/x")}}, f"role.arn must {ARN.format('iam', 'role/')}"),
    ({"role_name": "a b"}, "role_name must be 1 to 64 letters, digits and"),
    ({"role_description": "a" * 1001}, "role_description must have 0 to 1000 characters"),
    ({"role_path": "shop"}, "role_path must begin and end with '/'"),
    ({"role_max_session_duration": 1}, "role_max_session_duration must be 3600 to 43200 seconds"),
    ({"role_trust": [{"service": "x"}]}, "role_trust must each have type and identifiers"),
    ({BOUNDARY: "x"}, f"{BOUNDARY} must {ARN.format('iam', 'policy/')}"),
    (allow(action=["s3:GetObject"]), "policy_statements has no action; it has sid, effect"),
    (allow(actions=["read"]), "policy_statements.actions must be an IAM action such as"),
    (allow(actions=[]), "policy_statements.actions must not be empty"),
    (allow(actions=["s3:*"]), "policy_statements.actions must name one action, unless"),
    *((allow(resources=[each]), "policy_statements.resources must name what is meant, unless")
      for each in ("*", "arn:*", "arn:aws:*", "arn:aws:s3:::*", "arn:*:*:*:*:*")),
    *((allow(resources=[each]), "policy_statements.resources must be an ARN or '*'")
      for each in ("**", "bucket", "")),
    (allow(effect="Maybe"), "policy_statements.effect must be one of Allow, Deny"),
    (allow(sid="a-b"), "policy_statements.sid must be 1 to 128 ASCII letters and digits"),
    ({**allow(), "role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/x"}},
     "policy_statements must be given without role only"),
    ({"policy_jsons": {"a": "{}"}, "role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/x"}},
     "policy_jsons must be given without role only"),
    ({"policy_arns": {"a": "b"}, "role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/x"}},
     "policy_arns must be given without role only"),
    ({"vpc_config": {**IN_VPC, "subnets": []}}, "vpc_config has no subnets; it has subnet_ids"),
    ({"vpc_config": {**IN_VPC, "subnet_ids": []}}, "vpc_config.subnet_ids must have 1 to 16 ids"),
    ({"vpc_config": {**IN_VPC, "subnet_ids": ["x"]}}, "vpc_config.subnet_ids must be a subnet's"),
    ({"vpc_config": {**IN_VPC, "security_group_ids": []}}, "security_group_ids must have 1 to 5"),
    ({"vpc_config": {**IN_VPC, "security_group_ids": ["sg-1"]}},
     "vpc_config.security_group_ids must be a security group's id"),
    ({"file_system_config": {"arn": "x"}}, "file_system_config must have arn, file_system_arn and"),
    ({"file_system_config": {"arn": "a", "file_system_arn": "b", "local_mount_path": "/data"}},
     "file_system_config.local_mount_path must be '/mnt/' and a name"),
    ({"file_system_config": {"arn": "a", "file_system_arn": "b", "local_mount_path": "/mnt/d"}},
     "file_system_config must be given with vpc_config only"),
    ({"dead_letter_target": {"arn": QUEUE}, "dead_letter_queue": True},
     "dead_letter_target must be given without dead_letter_queue only"),
    ({"dead_letter_target": {"url": "x"}, "dead_letter_queue": False},
     "dead_letter_target must have arn, and nothing else, got url"),
    ({"dead_letter_target": {"arn": STREAM}, "dead_letter_queue": False},
     "dead_letter_target.arn must be the ARN of a queue or a topic"),
    ({"asynchronous": {"retries": 1}}, "asynchronous has no retries; it has maximum_event_age_in"),
    ({"asynchronous": {"maximum_event_age_in_seconds": 59}}, "must be 60 to 21600 seconds"),
    ({"asynchronous": {"maximum_retry_attempts": 3}}, "maximum_retry_attempts must be 0 to 2"),
    ({"asynchronous": {"on_success": "arn:aws:s3:::b"}}, "on_success must not be a bucket"),
    ({"asynchronous": {"on_failure": STREAM}}, "on_failure must be the ARN of a queue, topic,"),
    ({"url": {"auth": "NONE"}}, "url has no auth; it has public, invoke_mode and cors"),
    ({"url": {"invoke_mode": "FAST"}}, "url.invoke_mode must be one of BUFFERED, RESPONSE_STREAM"),
    ({"url": {"cors": {"origins": []}}}, "url.cors has no origins; it has allow_origins"),
    ({"url": {"cors": {"allow_methods": ["FETCH"]}}}, "url.cors.allow_methods must be one of GET"),
    ({"url": {"cors": {"allow_origins": ["a"] * 101}}}, "url.cors.allow_origins must have at most"),
    ({"url": {"cors": {"allow_headers": [""]}}}, "url.cors.allow_headers must have 1 to 1024 char"),
    ({"url": {"cors": {"expose_headers": ["a\n"]}}}, CONTROL),
    ({"url": {"cors": {"allow_origins": ["*"], "allow_credentials": True}}},
     "url.cors.allow_origins must name each site with allow_credentials = true"),
    ({"url": {"cors": {"max_age": 86401}}}, "url.cors.max_age must be 0 to 86400 seconds"),
    ({"permissions": {"a": {"service": "x"}}}, "permissions must each have principal"),
    ({"permissions": {"a": {"principal": "s3.amazonaws.com"}}},
     "permissions.source_arn or source_account must be given with a service as principal"),
    (queue(queue="x"), "sqs_event_sources must each have arn, and may have batch_size"),
    (queue(arn=arn("sns", "x")), f"sqs_event_sources.arn must {ARN.format('sqs', '')}"),
    (queue(maximum_concurrency=1), "sqs_event_sources.maximum_concurrency must be 2 to 1000"),
    (queue(batch_size=0), "sqs_event_sources.batch_size must be 1 to 10000"),
    (queue(batch_size=11), "sqs_event_sources.maximum_batching_window_in_seconds must be 1 or"),
    (queue(arn=f"{QUEUE}.fifo", batch_size=11), "batch_size must be 1 to 10000, and 1 to 10 for"),
    (queue(arn=f"{QUEUE}.fifo", maximum_batching_window_in_seconds=1),
     "must be 0, because a FIFO queue has no batching window"),
    (queue(maximum_batching_window_in_seconds=301), "_window_in_seconds must be 0 to 300 seconds"),
    (queue(filters=["{"]), "sqs_event_sources.filters must be patterns, as JSON"),
    (stream(factor=2), "kinesis_event_sources must each have arn and starting_position"),
    (stream(arn=QUEUE), f"kinesis_event_sources.arn must {ARN.format('kinesis', 'stream/')}"),
    (stream(starting_position="NOW"), "starting_position must be one of TRIM_HORIZON, LATEST"),
    (stream(batch_size=0), "kinesis_event_sources.batch_size must be 1 to 10000"),
    (stream(parallelization_factor=11), "parallelization_factor must be 1 to 10"),
    (stream(maximum_retry_attempts=-2), "maximum_retry_attempts must be -1 to 10000"),
    (stream(maximum_record_age_in_seconds=59),
     "maximum_record_age_in_seconds must be 60 to 604800 seconds, or -1 for any age"),
    (stream(filters=["{"]), "kinesis_event_sources.filters must be patterns, as JSON"),
    (table(factor=2), "dynamodb_event_sources must each have arn and starting_position"),
    (table(arn=arn("dynamodb", "table/orders")), "dynamodb_event_sources.arn must be the ARN of a"),
    (table(starting_position="NOW"), "dynamodb_event_sources.starting_position must be one of"),
    (table(batch_size=10001), "dynamodb_event_sources.batch_size must be 1 to 10000"),
    (table(parallelization_factor=11), "dynamodb_event_sources.parallelization_factor must be 1"),
    (table(maximum_retry_attempts=-2), "dynamodb_event_sources.maximum_retry_attempts must be -1"),
    (table(maximum_record_age_in_seconds=59), "dynamodb_event_sources.maximum_record_age_in_seco"),
    (table(filters=["{"]), "dynamodb_event_sources.filters must be patterns, as JSON"),
    ({"alarms": {"topic": "x"}}, "alarms has no topic; it has topic_arn, notify_ok and thresholds"),
    ({"alarms": {"thresholds": {"errors": 1}}}, "alarms.thresholds has error-rate, throttles,"),
    ({"repository": {"name": "x"}}, "repository must have arn, and nothing else, got name"),
    ({"repository": {"arn": "x"}}, f"repository.arn must {ARN.format('ecr', 'repository/')}"),
    ({"repository_name": "Orders"}, "repository_name must be 2 to 256 lower"),
    ({MUTABILITY: "NEVER"}, f"{MUTABILITY} must be one of"),
    ({"repository_encryption_type": "NONE"}, "encryption_type must be one of KMS, AES256"),
    ({"repository_encryption_type": "AES256", "kms_key_arn": arn("kms", "key/1")},
     "kms_key_arn must be given with repository_encryption_type 'KMS' only"),
    ({"repository_pull_accounts": ["1"]}, "pull_accounts must be an AWS account id of 12 dig"),
    ({"repository_lifecycle_policy": "{}"}, "lifecycle_policy must be a lifecycle policy, as"),
    # A switch is one also where a key has no type of its own.
    *(row
      for each in ("yes", ["x"])
      for row in (
          ({"url": {"public": each}}, "url.public must be true or false"),
          ({"url": {"cors": {"allow_credentials": each}}}, "url.public must be true or fal"),
          ({"vpc_config": {**IN_VPC, "ipv6_allowed_for_dual_stack": each}},
           "vpc_config.ipv6_allowed_for_dual_stack must be true or false"),
          (allow(allow_wildcards=each), "policy_statements.allow_wildcards must be true or false"),
          (queue(enabled=each), "sqs_event_sources.enabled must be true or false"),
          (stream(enabled=each), "kinesis_event_sources.enabled must be true or false"),
          (table(bisect_batch_on_function_error=each), "dynamodb_event_sources.enabled must be"),
          ({"provisioned_concurrency": {"provisioned_concurrent_executions": 1,
                                        "skip_destroy": each},
            **CALLED}, "provisioned_concurrency.skip_destroy must be true or false"),
          ({"alarms": {"notify_ok": each}}, "alarms.notify_ok must be true or false"),
      )),
    # Checks that need more than a variable.
    (image(uri=f"{HOST.replace('eu-west-1', 'us-east-1')}/orders:1"),
     "image.uri must be an image of the function's Region, eu-west-1."),
    ({"repository": {"arn": f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/orders"}},
     "repository.arn must be a repository of the function's Region, eu-west-1."),
    ({"dockerfile": "Other"}, 'dockerfile must be a file of source_path, got "Other"'),
    ({"source_path": "./nowhere"}, 'source_path must be a folder with files, got "./nowhere"'),
    ({"source_path": "./linked"}, 'source_path must hold no link that leads nowhere, or round in'),
    ({"source_path": "./for-arm"}, 'architecture must be the image\'s, arm64, got "x86_64"'),
    ({"source_path": "./stateful"}, "must not hold what Terraform writes, such as terraform.tfst"),
]  # fmt: skip
PRECONDITIONS = 7  # the last ones; Terraform does not report which call failed them
