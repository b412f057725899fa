"""Retention, format and levels of a function's logs."""

from __future__ import annotations

from typing import Literal

from lambda_container.checks import rule_phrases
from lambda_container.checks.arguments import Arguments
from lambda_container.checks.values import Number
from lambda_container.terraform.references import is_token

LogFormat = Literal["JSON", "Text"]
ApplicationLogLevel = Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
SystemLogLevel = Literal["DEBUG", "INFO", "WARN"]

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
# 0 means "never expire" in Terraform.
RETENTION_DAYS = (
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
)  # fmt: skip
RETENTION_RULE = f"{rule_phrases.one_of(map(str, RETENTION_DAYS))} (0 keeps logs for ever)"
_LEVEL = "INFO"
LEVEL_RULE = "be given with log_format 'JSON' only"


def level_of(level: str | None, log_format: LogFormat) -> str | None:
    """The level that Terraform writes; Lambda's own default too, so that it can be taken back."""
    return _LEVEL if level is None and log_format == "JSON" else level


def check_retention(arguments: Arguments, days: Number) -> None:
    """Check that CloudWatch Logs supports the retention."""
    reference = type(days) is float and is_token(days)
    if not reference and (type(days) is not int or days not in RETENTION_DAYS):
        arguments.fail("log_retention_in_days", RETENTION_RULE, days)


def check_log_settings(
    arguments: Arguments,
    *,
    log_retention_in_days: Number,
    log_format: LogFormat,
    application_log_level: ApplicationLogLevel | None,
    system_log_level: SystemLogLevel | None,
) -> None:
    """Check that CloudWatch Logs supports the retention, and Lambda the format and levels."""
    check_retention(arguments, log_retention_in_days)
    arguments.literal("log_format", log_format, LogFormat)
    if application_log_level is not None:
        arguments.literal("application_log_level", application_log_level, ApplicationLogLevel)
    arguments.optional(arguments.literal, "system_log_level", system_log_level, SystemLogLevel)
    for name, level in (
        ("application_log_level", application_log_level),
        ("system_log_level", system_log_level),
    ):
        if level is not None and log_format == "Text":
            arguments.fail(name, LEVEL_RULE, level)
