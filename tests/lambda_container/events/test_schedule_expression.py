"""When a schedule invokes."""

from __future__ import annotations

import pytest
from cdktf import TerraformStack, TerraformVariable

from lambda_container import InvalidArgument
from lambda_container.checks.arguments import Arguments
from lambda_container.events.schedule_expression import check_expression


def check(expression: object) -> None:
    check_expression(Arguments("It"), "expression", expression)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        "0 8 ? * MON-FRI *",
        "0/5 * * * ? *",
        "*/10 * ? * mon-fri *",
        "0/5 8-17 ? * MON-FRI *",
        "0 0 L * ? *",
        "0 0 LW * ? *",
        "0 0 15W * ? *",
        "0 0 ? * 6#3 *",
        "0 0 ? * TUE#2 *",
        "0 0 ? * L *",
        "0 0 ? * 6L *",
        "0 0 ? * FRIL *",
        "15,45 0 ? JAN,MAR SUN 2026-2030",
        "0 22-2 ? * FRI-MON *",
        "0 0 1/5 * ? *",
        "0 0 1,15 11-2 ? 2199",
    ],
)
def test_what_cron_can_say(fields: str) -> None:
    check(f"cron({fields})")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("0 8 * * * *", "have '[?]' as day of month or day of week, but not both"),
        ("0 8 1 * MON *", "have '[?]' as day of month or day of week, but not both"),
        ("0 8 ? * ? *", "but not both"),
        ("0 8 * * ?", "have six fields with one space between them"),
        ("0 8 * * ? * *", "have six fields"),
        ("0  8 * * ? *", "have six fields with one space"),
        ("", "have six fields"),
        ("60 8 * * ? *", "have values of 0 to 59 as minutes, not '60'"),
        ("0 24 * * ? *", "have values of 0 to 23 as hours"),
        ("0 8 32 * ? *", "have values of 1 to 31 as day of month"),
        ("0 8 32W * ? *", "as day of month"),
        ("0 8 1W,2 * ? *", "as day of month, not '1W'"),
        ("0 8 30-20 * ? *", "as day of month, not '30-20'"),
        ("0 8 1 13 ? *", "have values of 1 to 12 or JAN, FEB"),
        ("0 8 ? * 0 *", "have values of 1 to 7 or SUN, MON"),
        ("0 8 ? * 8 *", "as day of week"),
        ("0 8 ? * 6#6 *", "as day of week, not '6#6'"),
        ("0 8 ? * MON,,TUE *", "as day of week, not ''"),
        ("0 8 1 * ? 1969", "have values of 1970 to 2199 as year"),
        ("0 8 1 * ? 2200", "as year"),
        ("? 8 * * ? *", "as minutes"),
        ("0/0 8 * * ? *", "as minutes, not '0/0'"),
        ("²/5 8 * * ? *", "as minutes"),
        ("-1 8 * * ? *", "as minutes, not '-1'"),
    ],
)
def test_what_cron_cannot_say(fields: str, message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"It: expression must .*{message}"):
        check(f"cron({fields})")


@pytest.mark.parametrize(
    "rate", ["1 minute", "5 minutes", "1 hour", "24 hours", "1 day", "30 days"]
)
def test_what_a_rate_can_be(rate: str) -> None:
    check(f"rate({rate})")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("rate(1 minutes)", r"singular for 1 and in the plural for more: 'rate\(1 minute\)'"),
        ("rate(5 minute)", r"the plural for more: 'rate\(5 minutes\)'"),
        ("rate(0 minutes)", "a whole number above 0"),
        ("rate(1.5 hours)", "a whole number above 0"),
        ("rate(1 week)", "be a rate such as"),
        ("at(2026-02-30T08:00:00)", "be a date and time without a time zone"),
        ("at(2026-02-03T08:00:00Z)", "be a date and time without a time zone"),
        ("at(2026-02-03)", "be a date and time without a time zone"),
        ("0 8 * * ? *", r"be 'cron\(0 8"),
        (None, r"be 'cron\(0 8"),
    ],
)
def test_what_no_schedule_can_be(expression: object, message: str) -> None:
    with pytest.raises(InvalidArgument, match=f"It: expression must .*{message}"):
        check(expression)


def test_once() -> None:
    check("at(2026-01-31T08:00:00)")


def test_a_reference_is_for_later(stack: TerraformStack) -> None:
    check(TerraformVariable(stack, "when", type="string").string_value)
