"""Checks for SQL that AWS IoT definitely rejects in a rule.

No package on PyPI parses it: it is not a dialect of any database, and it reads nested JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/general/latest/gr/iot-core.html
RULE_LIMIT = 256 * 1024
_SLASHES = 7
_TOPIC_BYTES = 256

_PART = re.compile(
    r"(?P<text>'(?:[^']|'')*'|\"[^\"]*\")|(?P<word>\w+)|(?P<open>[(\[{])|(?P<close>[)\]}])"
    r"|(?P<quote>['\"])|(?P<other>\S)"
)
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_CLAUSES = ("SELECT", "FROM", "WHERE")


def check_sql(arguments: Arguments, argument: str, sql: str) -> None:
    """Reject SQL with unknown clauses, unbalanced brackets or an invalid topic filter.

    Args:
        arguments: The checks for the SQL's owner.
        argument: The name of the argument.
        sql: ``SELECT ... FROM 'topic/filter' WHERE ...``; not checked if it has a reference.

    Raises:
        InvalidArgument: SQL that AWS IoT rejects.
    """
    # https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html
    rule = "be \"SELECT ... FROM 'topic/filter' WHERE ...\", with its parts in this order"
    arguments.text(argument, sql, RULE_LIMIT, multiline=True)
    if is_token(sql):
        return
    clauses: list[tuple[str, list[str]]] = []
    for word, is_clause in _outer(arguments, argument, sql):
        if is_clause:
            clauses.append((word.upper(), []))
        elif not clauses:
            arguments.fail(argument, rule, sql)
        else:
            clauses[-1][1].append(word)
    names = [name for name, _ in clauses]
    expected = [name for name in _CLAUSES if name in names]
    if not names or names[0] != "SELECT" or names != expected or not all(c[1] for c in clauses):
        arguments.fail(argument, rule, sql)
    topic = dict(clauses).get("FROM")
    if topic is None:
        return
    if len(topic) > 1 or topic[0][0] not in "'\"":
        arguments.fail(argument, "have one topic filter in single quotes after FROM", sql)
    _check_topic_filter(arguments, argument, topic[0][1:-1])


def _outer(arguments: Arguments, argument: str, sql: str) -> Iterator[tuple[str, bool]]:
    """The parts outside all brackets, each with whether it begins a clause."""
    closing: list[str] = []
    for match in _PART.finditer(sql):
        part = match[0]
        if match["quote"]:
            arguments.fail(argument, f"close the quotation that begins with {part}", sql)
        if match["close"]:
            if not closing or closing.pop() != part:
                arguments.fail(argument, f"have an opening bracket for its {part!r}", sql)
            continue
        if not closing:
            yield part, bool(match["word"]) and part.upper() in _CLAUSES
        if match["open"]:
            closing.append(_CLOSES[part])
    if closing:
        arguments.fail(argument, f"have a closing {closing[-1]!r}", sql)


def _check_topic_filter(arguments: Arguments, argument: str, topic: str) -> None:
    # https://docs.aws.amazon.com/iot/latest/developerguide/topics.html
    levels = topic.split("/")
    if not topic or len(topic.encode()) > _TOPIC_BYTES:
        arguments.fail(argument, f"have a topic filter of 1 to {_TOPIC_BYTES} bytes", topic)
    if len(levels) - 1 > _SLASHES:
        arguments.fail(argument, f"have a topic filter with at most {_SLASHES} '/'", topic)
    if any("+" in level and level != "+" for level in levels):
        arguments.fail(argument, "have '+' in its topic filter only as a whole level", topic)
    if any("#" in level for level in levels[:-1]) or ("#" in levels[-1] and levels[-1] != "#"):
        arguments.fail(argument, "have '#' in its topic filter only as the last level", topic)
