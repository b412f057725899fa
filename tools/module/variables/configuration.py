"""Variables of the function's configuration."""

from __future__ import annotations

from typing import Any, get_args

from lambda_container import defaults
from lambda_container.function import environment as environment_variables
from lambda_container.function import feature_checks, log_settings
from lambda_container.function.alias import NAME as ALIAS_NAME
from lambda_container.function.alias import NAME_RULE as ALIAS_NAME_RULE
from lambda_container.function.image_config import ITEMS, ITEMS_RULE, LENGTH, PATH_RULE
from tools.module.expressions import quoted
from tools.module.rules import Values
from tools.module.variables.variable import Variable, all_of, of, one, when

_BYTES = 'floor(length(replace(base64encode(item), "=", "")) * 3 / 4)'


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    texts_of = {name: all_of(name) for name in ("command", "entry_point")}
    environment = Values("environment", "values(var.environment)", secret=True)
    environment_keys = Values("environment key", "nonsensitive(keys(var.environment))")
    size = (
        "sum(concat([0], [for key, value in var.environment : "
        + " + ".join(_BYTES.replace("item", name) for name in ("key", "value"))
        + "]))"
    )
    limit = environment_variables.SIZE_LIMIT
    reserved = ", ".join(map(quoted, sorted(environment_variables.RESERVED)))
    levels: dict[str, Any] = {
        "application_log_level": log_settings.ApplicationLogLevel,
        "system_log_level": log_settings.SystemLogLevel,
    }
    return {
        "memory_size": Variable(
            type="number",
            description="MB, {} to {}.".format(*feature_checks.MEMORY_MB),
            default=defaults.MEMORY_SIZE,
            rules=tuple(one("memory_size").within(*feature_checks.MEMORY_MB, "MB")),
        ),
        "timeout": Variable(
            type="number",
            description="Seconds, {} to {}.".format(*feature_checks.TIMEOUT_SECONDS),
            default=defaults.TIMEOUT,
            rules=tuple(one("timeout").within(*feature_checks.TIMEOUT_SECONDS, "seconds")),
        ),
        "ephemeral_storage": Variable(
            type="number",
            description="The size of /tmp in MB, {} to {}.".format(
                *feature_checks.EPHEMERAL_STORAGE_MB
            ),
            default=defaults.EPHEMERAL_STORAGE,
            rules=tuple(
                one("ephemeral_storage").within(*feature_checks.EPHEMERAL_STORAGE_MB, "MB")
            ),
        ),
        "environment": Variable(
            type="map(string)",
            description=f"Environment variables; at most {limit} bytes in all.",
            default={},
            sensitive=True,
            rules=(
                environment_keys.must(
                    f"!contains([{reserved}], item)", environment_variables.RESERVED_RULE
                ),
                environment_keys.matching(
                    environment_variables.KEY, environment_variables.KEY_RULE
                ),
                *environment.text(limit, minimum=0, multiline=True),
                Values("environment", f"[{size}]", secret=True).must(
                    f"item <= {limit}", environment_variables.SIZE_RULE
                ),
            ),
        ),
        **{
            name: Variable(
                type="list(string)",
                description=f"Replaces the image's {word}.",
                default=[],
                rules=(
                    *texts_of[name].text(LENGTH),
                    Values(name, f"[length(var.{name})]").must(f"item <= {ITEMS}", ITEMS_RULE),
                ),
            )
            for name, word in (("command", "CMD"), ("entry_point", "ENTRYPOINT"))
        },
        "working_directory": Variable(
            type="string",
            description="Replaces the image's WORKDIR; an absolute path.",
            default=None,
            rules=(
                *one("working_directory").text(LENGTH),
                when("working_directory", 'startswith(item, "/")', PATH_RULE),
            ),
        ),
        "tracing": Variable(
            type="string",
            description="Active: X-Ray samples requests; or PassThrough.",
            default=defaults.TRACING,
            rules=(one("tracing").one_of(get_args(feature_checks.TracingMode)),),
        ),
        "log_retention_in_days": Variable(
            type="number",
            description="How long logs are kept: one of CloudWatch Logs' numbers, 0 for ever.",
            default=defaults.LOG_RETENTION_IN_DAYS,
            rules=(
                one("log_retention_in_days").one_of(
                    log_settings.RETENTION_DAYS, log_settings.RETENTION_RULE
                ),
            ),
        ),
        "log_format": Variable(
            type="string",
            description="JSON or Text.",
            default=defaults.LOG_FORMAT,
            rules=(one("log_format").one_of(get_args(log_settings.LogFormat)),),
        ),
        **{
            name: Variable(
                type="string",
                description=f"For JSON: the least level of {whose} lines; INFO by default.",
                default=None,
                rules=(
                    one(name).one_of(get_args(levels[name])),
                    when(name, 'var.log_format != "Text"', log_settings.LEVEL_RULE),
                ),
            )
            for name, whose in (
                ("application_log_level", "the function's own"),
                ("system_log_level", "Lambda's"),
            )
        },
        "reserved_concurrent_executions": Variable(
            type="number",
            description="0 stops the function, -1 reserves nothing.",
            default=defaults.RESERVED_CONCURRENT_EXECUTIONS,
            rules=tuple(
                one("reserved_concurrent_executions").within(-1, feature_checks.CONCURRENCY_LIMIT)
            ),
        ),
        "publish": Variable(
            type="bool", description="Whether each change makes a version.", default=False
        ),
        "alias": Variable(
            type="object({ name = string, description = optional(string) })",
            description="A name for the version that was published last; needs publish. The URL "
            "and the event sources are the alias's then.",
            default=None,
            rules=(
                of("alias", "name").matching(ALIAS_NAME, ALIAS_NAME_RULE),
                *of("alias", "description").text(feature_checks.DESCRIPTION_LIMIT, minimum=0),
                when("alias", "var.publish", "be given with publish = true only", "item.name"),
            ),
        ),
        "dead_letter_queue": Variable(
            type="bool",
            description="Whether there is a queue for asynchronous events that could not be "
            "processed.",
            default=True,
        ),
        "kms_key_arn": Variable(
            type="string",
            description="A customer key for environment, logs, dead letters and repository; its "
            "policy must let CloudWatch Logs use it. Default: keys of AWS.",
            default=None,
            rules=(one("kms_key_arn").arn("kms", "key/"),),
        ),
    }
