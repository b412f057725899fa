"""Variables of the execution role."""

from __future__ import annotations

from lambda_container.iam import statement
from tools.module.expressions import quoted
from tools.module.rules import Values, matches
from tools.module.variables.variable import Variable, items_of, of_each, one


def variables() -> dict[str, Variable]:
    """The variables, by their names."""
    statements = "policy_statements"
    own = "be given without role_arn only: an existing role is never modified"
    narrow = (
        'flatten([for it in var.policy_statements : it.{} if it.effect == "Allow" && '
        "!it.allow_wildcards{}])"
    )
    unscoped = ", ".join(map(quoted, sorted(statement.UNSCOPED_ACTIONS)))
    scoped = f" && length(setsubtract(it.actions, [{unscoped}])) > 0"
    return {
        "role_arn": Variable(
            type="string",
            description="A role that exists, used as it is. Default: one is made, with least "
            "privilege.",
            default=None,
            rules=(one("role_arn").arn("iam", "role/"),),
        ),
        "policy_statements": Variable(
            type="list(object({ actions = list(string), resources = list(string), "
            'effect = optional(string, "Allow"), sid = optional(string), '
            "allow_wildcards = optional(bool, false), conditions = optional(list(object({ "
            "test = string, variable = string, values = list(string) })), []) }))",
            description="What the role that is made may do beyond what the function needs.",
            default=[],
            rules=(
                Values(statements, f"[length(var.{statements})]").must(
                    "item == 0 || var.role_arn == null", own, shown='"${item} statements"'
                ),
                items_of(statements, "actions").matching(statement.ACTION, statement.ACTION_RULE),
                Values(f"{statements}.actions", f"var.{statements}[*].actions").must(
                    "length(item) > 0", "not be empty"
                ),
                of_each(statements, "sid").matching(statement.SID, statement.SID_RULE),
                of_each(statements, "effect").one_of(("Allow", "Deny")),
                Values(f"{statements}.actions", narrow.format("actions", "")).must(
                    '!can(regex("[*?]", item))',
                    statement.WILDCARD_ACTION_RULE.replace("=True", " = true"),
                ),
                Values(f"{statements}.resources", narrow.format("resources", scoped)).must(
                    f"!{matches(statement.WILDCARD_RESOURCE)}",
                    statement.WILDCARD_RESOURCE_RULE.replace("=True", " = true"),
                ),
            ),
        ),
        "permissions_boundary": Variable(
            type="string",
            description="The ARN of a policy that limits the role that is made.",
            default=None,
            rules=(one("permissions_boundary").arn("iam", "policy/"),),
        ),
    }
