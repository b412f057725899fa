"""Variables of the VPC and the function URL."""

from __future__ import annotations

from typing import get_args

from lambda_container import defaults
from lambda_container.checks import rule_phrases
from lambda_container.function.cors import (
    HEADER_LIMIT,
    MAX_AGE_SECONDS,
    METHODS,
    ORIGIN_LIMIT,
    SITES_RULE,
)
from lambda_container.function.cors import ITEMS as CORS_ITEMS
from lambda_container.function.cors import ITEMS_RULE as CORS_ITEMS_RULE
from lambda_container.function.function_url import InvokeMode
from lambda_container.function.vpc_config import (
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SECURITY_GROUPS,
    SUBNET,
    SUBNET_RULE,
    SUBNETS,
)
from tools.module.expressions import quoted
from tools.module.rules import Values
from tools.module.variables.variable import Variable, items_of, of


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    origins = of("url", "cors.allow_origins")
    lists = {
        "allow_origins": ORIGIN_LIMIT,
        "allow_methods": HEADER_LIMIT,
        "allow_headers": HEADER_LIMIT,
        "expose_headers": HEADER_LIMIT,
    }
    cors_lists = {
        name: Values(f"url.cors.{name}", f"try(var.url.cors.{name}, [])") for name in lists
    }
    return {
        "vpc_config": Variable(
            type="object({ subnet_ids = list(string), security_group_ids = list(string), "
            "ipv6_allowed_for_dual_stack = optional(bool, false) })",
            description=f"1 to {SUBNETS} subnets and 1 to {SECURITY_GROUPS} security groups of one "
            "VPC. Default: no VPC.",
            default=None,
            rules=tuple(
                rule
                for name, maximum, pattern, text in (
                    ("subnet_ids", SUBNETS, SUBNET, SUBNET_RULE),
                    ("security_group_ids", SECURITY_GROUPS, SECURITY_GROUP, SECURITY_GROUP_RULE),
                )
                for rule in (
                    Values(f"vpc_config.{name}", f"var.vpc_config[*].{name}").must(
                        f"length(item) >= 1 && length(item) <= {maximum}", rule_phrases.ids(maximum)
                    ),
                    items_of("vpc_config", name).matching(pattern, text),
                )
            ),
        ),
        "url": Variable(
            type="object({ public = optional(bool, false), "
            f"invoke_mode = optional(string, {quoted(defaults.INVOKE_MODE)}), "
            "cors = optional(object({ "
            "allow_origins = optional(list(string), []), "
            "allow_methods = optional(list(string), []), "
            "allow_headers = optional(list(string), []), "
            "expose_headers = optional(list(string), []), "
            "allow_credentials = optional(bool, false), max_age = optional(number, 0) })) })",
            description="An HTTPS address: {} for one that callers need IAM permissions for. "
            "public lets everybody call it; invoke_mode is BUFFERED or RESPONSE_STREAM; cors is "
            "what browsers on other sites may do.",
            default=None,
            rules=(
                of("url", "invoke_mode").one_of(get_args(InvokeMode)),
                *(
                    rule
                    for name, limit in lists.items()
                    for rule in (
                        *cors_lists[name].text(limit),
                        Values(f"url.cors.{name}", f"[length({cors_lists[name].collection})]").must(
                            f"item <= {CORS_ITEMS}", CORS_ITEMS_RULE
                        ),
                    )
                ),
                cors_lists["allow_methods"].one_of(METHODS),
                Values(origins.argument, "[try(var.url.cors.allow_origins, [])]").must(
                    'try(!var.url.cors.allow_credentials, true) || !contains(item, "*")',
                    SITES_RULE.replace("=True", " = true"),
                ),
                *of("url", "cors.max_age").within(*MAX_AGE_SECONDS, "seconds"),
            ),
        ),
    }
