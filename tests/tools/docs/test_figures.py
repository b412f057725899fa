"""The benchmark figures in the docs are those that the benchmark measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.docs import figures
from tools.step import StepError

RESULTS = json.loads(figures.RESULTS.read_text())
PAGES = sorted(figures.DOCS.glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_figures_of_a_page_are_up_to_date(page: Path) -> None:
    text = page.read_text()
    assert figures.written(text, RESULTS) == text, "run make docs"


@pytest.mark.parametrize("page", ["index.md", "performance.md"])
def test_pages_have_figures(page: str) -> None:
    assert "<!-- figures: " in (figures.DOCS / page).read_text()


def block(name: str, results: object = RESULTS) -> str:
    page = f"before\n\n<!-- figures: {name} -->\nstale\n<!-- end -->\n\nafter\n"
    text = figures.written(page, results)  # type: ignore[arg-type]
    assert "stale" not in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    return text


def test_times_are_quotients_of_what_was_measured() -> None:
    warm = {"lambda_container": 0.5, "stock cdktf": 10.0, "cdktn": 3.0, "AWS CDK": 2.0}
    memory = {"lambda_container": 100.0, "stock cdktf": 1000.0}
    text = block("headline", {"warm_seconds": {**warm, "cdktf alone": 0.4}, "peak_mib": memory})
    assert "**20.0 times as fast as stock CDKTF**, 6.0 times as fast as CDK Terrain" in text
    assert "4.0 times as fast as the AWS CDK, with 10 % of stock CDKTF's memory." in text


def test_a_goal_that_was_missed_is_said_to_be() -> None:
    goals = [
        {"goal": "fast", "value": 1234.5, "met": False},
        {"goal": "small", "value": 1, "met": True},
    ]
    text = block("goals", {"goals": goals})
    assert "| fast | 1,234.50 | missed |\n| small | 1.00 |  |" in text


def test_the_curve_has_a_column_for_each_count() -> None:
    assert "| functions in one stack | 1 | 10 | 100 | 1,000 |" in block("functions")


def test_figures_that_there_are_not_are_refused() -> None:
    with pytest.raises(StepError, match="Unknown figures 'speed'; known: headline, "):
        block("speed")
