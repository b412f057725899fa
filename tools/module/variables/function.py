"""Variables of the function's name, description and tags."""

from __future__ import annotations

from lambda_container.checks import rule_phrases
from lambda_container.checks.arguments import TAG_KEY_LIMIT, TAG_LIMIT, TAG_VALUE_LIMIT
from lambda_container.checks.aws_names import FUNCTION_NAME, FUNCTION_NAME_RULE
from lambda_container.function.feature_checks import DESCRIPTION_LIMIT
from tools.module.rules import Values
from tools.module.variables.variable import Variable, keys_of, one, values_of


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    tag_values = values_of("tags")
    return {
        "function_name": Variable(
            type="string",
            description="The function's name: 1 to 64 letters, digits, '-' and '_'.",
            rules=(one("function_name").matching(FUNCTION_NAME, FUNCTION_NAME_RULE),),
        ),
        "description": Variable(
            type="string",
            description=f"What the function does; at most {DESCRIPTION_LIMIT} characters.",
            default=None,
            rules=tuple(one("description").text(DESCRIPTION_LIMIT, minimum=0)),
        ),
        "tags": Variable(
            type="map(string)",
            description=f"At most {TAG_LIMIT}, for function, log group, role and repository.",
            default={},
            rules=(
                Values("tags", "[length(var.tags)]").must(
                    f"item <= {TAG_LIMIT}", rule_phrases.tags(TAG_LIMIT)
                ),
                *keys_of("tags").text(TAG_KEY_LIMIT),
                keys_of("tags").must('!startswith(lower(item), "aws:")', rule_phrases.TAG_KEY),
                *tag_values.text(TAG_VALUE_LIMIT, minimum=0),
            ),
        ),
    }
