"""The figures of docs/benchmarks/synth.json, written between two comments in each page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from tools.step import ROOT, StepError

DOCS = ROOT / "docs"
RESULTS = DOCS / "benchmarks" / "synth.json"
_BLOCK = re.compile(r"(<!-- figures: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

_OURS, _FLOOR = "lambda_container", "cdktf alone"
_PROGRAMS = {
    "stock cdktf": "stock cdktf, provider-aws, provider-docker",
    "cdktn": "cdktn with its own packages",
    "AWS CDK": "AWS CDK, Python, one `DockerImageFunction`",
    _OURS: "**lambda_container**",
    "lambda_container on cdktn": "lambda_container, on cdktn",
    _FLOOR: "cdktf alone, five bare `TerraformResource`",
}
_CURVES = {
    "stock cdktf": "stock cdktf, five resources each",
    _OURS: "the same program, with this library",
    "ContainerFunction": "`ContainerFunction`, six resources each",
}


def refresh() -> None:
    """Update the figures in every page that has them.

    Raises:
        StepError: A page asks for unknown figures.
    """
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    for page in DOCS.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        if (fresh := written(text, results)) != text:
            page.write_text(fresh, encoding="utf-8")


def written(text: str, results: dict[str, Any]) -> str:
    """A page with its figures updated from the results."""

    def block(match: re.Match[str]) -> str:
        if match[2] not in _BLOCKS:
            raise StepError(f"Unknown figures {match[2]!r}; known: {', '.join(_BLOCKS)}.")
        return f"{match[1]}\n{_BLOCKS[match[2]](results)}\n\n{match[3]}"

    return _BLOCK.sub(block, text)


def _headline(results: dict[str, Any]) -> str:
    times = {name: _times(results, name) for name in ("stock cdktf", "cdktn", "AWS CDK")}
    share = results["peak_mib"][_OURS] / results["peak_mib"]["stock cdktf"]
    return (
        f"**{times['stock cdktf']:.1f} times as fast as stock CDKTF**, "
        f"{times['cdktn']:.1f} times as fast as CDK Terrain, "
        f"{times['AWS CDK']:.1f} times as fast as the AWS CDK, "
        f"with {share:.0%} of stock CDKTF's memory.".replace("%", " %")
    )


def _five_resources(results: dict[str, Any]) -> str:
    warm, cold, memory = (results[of] for of in ("warm_seconds", "cold_seconds", "peak_mib"))
    rows = []
    for name, noun in _PROGRAMS.items():
        if name not in warm:  # measured before there was this row
            continue
        cells = [f"{warm[name]:.2f} s", f"{cold[name]:.1f} s", f"{memory[name]:,.0f} MiB"]
        if name == _OURS:
            cells = [f"**{cell}**" for cell in cells]
        rows.append([noun, *cells, _comparison(results, name)])
    head = ("five resources, one stack", "warm", "empty cache", "peak memory", "this library is")
    return _table(head, rows)


def _comparison(results: dict[str, Any], name: str) -> str:
    if name == _OURS:
        return ""
    if name.startswith(_OURS):
        return f"takes {_times(results, name):.2f} times its time on cdktf"
    if name == _FLOOR:
        return f"the floor: {1 / _times(results, name):.2f} times its time"
    return f"{_times(results, name):.1f} times as fast"


def _functions(results: dict[str, Any]) -> str:
    curve = results["curve"]
    head = ("functions in one stack", *(f"{count:,}" for count in curve["functions"]))
    rows = [
        (noun, *(f"{seconds:.2f} s" for seconds in curve["seconds"][name]))
        for name, noun in _CURVES.items()
    ]
    return _table(head, rows)


def _goals(results: dict[str, Any]) -> str:
    rows = [
        (goal["goal"], f"{goal['value']:,.2f}", "" if goal["met"] else "missed")
        for goal in results["goals"]
    ]
    return _table(("goal", "value", ""), rows)


def _times(results: dict[str, Any], name: str) -> float:
    warm: dict[str, float] = results["warm_seconds"]
    return warm[name] / warm[_OURS]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = list(head)
    lines = [cells, ["---"] * len(cells), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_BLOCKS: dict[str, Callable[[dict[str, Any]], str]] = {
    "headline": _headline,
    "five-resources": _five_resources,
    "functions": _functions,
    "goals": _goals,
}
