"""Input transformers: what a function gets instead of an EventBridge event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lambda_container.checks.arguments import Arguments

# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html
_PATHS = 100
_TEMPLATE_LIMIT = 8192
_NAME = re.compile(r"(?!AWS)[A-Za-z0-9_-]{1,256}")
_PATH = re.compile(r"\$(?:[^$].{0,254})?")
_HOLE = re.compile(r"<([A-Za-z0-9_.-]+)>")
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
_PREDEFINED = "aws.events."


@dataclass(frozen=True, slots=True)
class InputTransformer:
    """A template that is filled with values from an event.

    Attributes:
        template: JSON with ``<name>`` in place of a value, such as ``{"order": <id>}``, or a quoted
            string; at most 8,192 characters.
        paths: The JSON path of each name in the event, such as ``{"id": "$.detail.id"}``; at most
            100. Predefined names such as ``<aws.events.rule-arn>`` need none.

    Raises:
        InvalidArgument: A value that EventBridge rejects, or a name without a path.
    """

    template: str
    paths: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        arguments = Arguments("InputTransformer")
        arguments.text("template", self.template, _TEMPLATE_LIMIT, multiline=True)
        paths = arguments.mapping("paths", self.paths)
        if len(paths) > _PATHS:
            arguments.fail("paths", f"have at most {_PATHS} paths", f"{len(paths)} paths")
        for name, path in paths.items():
            rule = "be 1 to 256 letters, digits, '-' and '_', not beginning with 'AWS'"
            arguments.pattern("paths key", name, _NAME, rule)
            rule = "be a JSON path such as '$.detail.id'"
            arguments.pattern(f"paths[{name!r}]", path, _PATH, rule)
        for name in _HOLE.findall(self.template):
            if name not in paths and not name.startswith(_PREDEFINED):
                arguments.fail("template", f"use only names in paths, not <{name}>", name)
