"""Lifecycle rules of a repository, as data."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lambda_container import defaults
from lambda_container.caller import warn
from lambda_container.checks.arguments import Arguments
from lambda_container.repository_policy import UNTAGGED_DESCRIPTION, expiry_rule, since_image_pushed
from lambda_container.terraform.escaping import literal

# https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
_RULES_LIMIT = 50
_DESCRIPTION_LIMIT = 256
_COUNT_LIMIT = 2**31 - 1
_SYNTAX = {
    "tag_prefix_list": (
        re.compile(r"[A-Za-z0-9_.-]{1,128}"),
        "be 1 to 128 letters, digits, '_', '.' and '-'",
    ),
    "tag_pattern_list": (
        re.compile(r"(?=.{1,128}$)[A-Za-z0-9_.-]*(?:\*[A-Za-z0-9_.-]*){0,4}"),
        "be 1 to 128 letters, digits, '_', '.', '-' and at most 4 '*'",
    ),
}
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html
_POLICY_LIMIT = 30_720


@dataclass(frozen=True, kw_only=True, slots=True)
class LifecycleRule:
    """A rule for deleting images from a repository.

    Exactly one of ``since_image_pushed`` and ``image_count_more_than`` is given. Priorities are
    assigned in the order of the rules, from 1.

    Attributes:
        since_image_pushed: Expire images pushed more than this many days ago (1 or more).
        image_count_more_than: Expire the oldest images beyond this number (1 or more).
        tag_status: ``untagged`` (default), ``tagged`` or ``any``; ``any`` must come last.
        tag_pattern_list: For ``tagged``: patterns with at most 4 ``*``, all of which an image
            must match.
        tag_prefix_list: For ``tagged``, instead of patterns: prefixes.
        description: Free text, at most 256 characters.

    Raises:
        InvalidArgument: A combination that ECR rejects.
    """

    since_image_pushed: int | None = None
    image_count_more_than: int | None = None
    tag_status: Literal["untagged", "tagged", "any"] = "untagged"
    tag_pattern_list: Sequence[str] = ()
    tag_prefix_list: Sequence[str] = ()
    description: str | None = None

    def __post_init__(self) -> None:
        arguments = Arguments("LifecycleRule")
        arguments.one_of("tag_status", self.tag_status, ("untagged", "tagged", "any"))
        if (self.since_image_pushed is None) == (self.image_count_more_than is None):
            rule = "be given, or image_count_more_than instead, and not both"
            arguments.fail("since_image_pushed", rule, self.since_image_pushed)
        for name in ("since_image_pushed", "image_count_more_than"):
            if (count := getattr(self, name)) is not None:
                unit = "days" if name == "since_image_pushed" else "images"
                arguments.integer(name, count, 1, _COUNT_LIMIT, unit)
        for name in ("tag_pattern_list", "tag_prefix_list"):
            tags = arguments.known_strings(name, getattr(self, name), 128)
            pattern, rule = _SYNTAX[name]
            arguments.each(arguments.pattern, name, tags, pattern, rule)
        lists = bool(self.tag_pattern_list) + bool(self.tag_prefix_list)
        if lists != (self.tag_status == "tagged"):
            rule = "be given, or tag_prefix_list instead, if tag_status is 'tagged', and only then"
            arguments.fail("tag_pattern_list", rule, self.tag_pattern_list)
        arguments.optional(arguments.text, "description", self.description, _DESCRIPTION_LIMIT)

    @property
    def expires_tagged(self) -> bool:
        """Whether the rule can expire an image that a function or one of its versions runs."""
        return self.tag_status != "untagged"


EXPIRE_UNTAGGED = LifecycleRule(
    since_image_pushed=defaults.UNTAGGED_IMAGE_DAYS, description=UNTAGGED_DESCRIPTION
)
"""The default rule: untagged images expire after 14 days; tagged images stay."""


def lifecycle_policy(arguments: Arguments, rules: Sequence[LifecycleRule]) -> str:
    """The rules as ECR's JSON; warns of each rule that can expire an image in use."""
    arguments.items("lifecycle_rules", rules, LifecycleRule)
    if len(rules) > _RULES_LIMIT:
        arguments.fail("lifecycle_rules", f"have at most {_RULES_LIMIT} rules", len(rules))
    for i, rule in enumerate(rules):
        if rule.tag_status == "any" and i != len(rules) - 1:
            arguments.fail(f"lifecycle_rules[{i}]", "come last: its tag_status is 'any'", rule)
        if rule.expires_tagged:
            warn(
                f"{arguments.subject}: lifecycle_rules[{i}] can expire tagged images; ECR does not"
                " check whether Lambda uses an image, and a function or version whose image is"
                " deleted fails when it next scales or is updated"
            )
    rendered = [_rendered(i, rule) for i, rule in enumerate(rules, start=1)]
    text = json.dumps({"rules": rendered}, separators=(",", ":"))
    if len(text) > _POLICY_LIMIT:
        limit = f"have at most {_POLICY_LIMIT} characters as ECR's JSON"
        arguments.fail("lifecycle_rules", limit, f"{len(text)} characters")
    return literal(text)


def _rendered(priority: int, rule: LifecycleRule) -> dict[str, object]:
    selection: dict[str, object] = {"tagStatus": rule.tag_status}
    if rule.tag_pattern_list:
        selection["tagPatternList"] = list(rule.tag_pattern_list)
    if rule.tag_prefix_list:
        selection["tagPrefixList"] = list(rule.tag_prefix_list)
    if rule.since_image_pushed is not None:
        selection |= since_image_pushed(rule.since_image_pushed)
    else:
        selection |= {"countType": "imageCountMoreThan", "countNumber": rule.image_count_more_than}
    return expiry_rule(priority, selection, rule.description)
