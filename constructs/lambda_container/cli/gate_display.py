"""What scans found in the images of a promotion, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import click

from lambda_container.aws_api.image_scan import Severity
from lambda_container.cli.output import printable
from lambda_container.cli.table import aligned
from lambda_container.operations.publish.scan_gate import SEVERITIES, Judgement, Verdict

_COLOURS: Mapping[Severity, str] = {"critical": "red", "high": "red", "medium": "yellow"}


def print_gate(judged: Mapping[str, Judgement]) -> None:
    """Print a table for each image that was judged."""
    for label in sorted(judged):
        judgement = judged[label]
        if judgement.problem is not None:
            click.echo(f"{label}: {click.style('not judged', fg='red')}: {judgement.problem}")
            continue
        counts = Counter(each.finding.severity for each in judgement.verdicts)
        found = ", ".join(f"{counts[each]} {each}" for each in SEVERITIES[::-1] if counts[each])
        word, colour = ("passed", "green") if judgement.passes else ("not passed", "red")
        click.echo(f"{label}: {click.style(word, fg=colour)}: {found or 'no findings'}")
        shown = [each for each in judgement.verdicts if each.fails or each.ignored is not None]
        for line in aligned([_row(each) for each in shown]):
            click.echo(f"  {line}")


def _row(verdict: Verdict) -> list[str]:
    finding, ignored = verdict.finding, verdict.ignored
    remark = f"fixed in {finding.fixed_in}" if finding.fixed_in else ""
    if ignored is not None:
        remark = f"ignored until {ignored.until}: {ignored.reason}"
    colour = _COLOURS.get(finding.severity) if verdict.fails else None
    severity = click.style(finding.severity, fg=colour)
    cells = (finding.id, finding.package, finding.version, remark)
    return [severity, *map(printable, cells)]


def gate_as_json(fail_on: Severity, judged: Mapping[str, Judgement]) -> dict[str, Any]:
    """Return what was judged, for programs."""
    return {
        "fail_on": fail_on,
        "passed": all(each.passes for each in judged.values()),
        "images": [_image(judged[label]) for label in sorted(judged)],
    }


def _image(judgement: Judgement) -> dict[str, Any]:
    scan = judgement.scan
    return {
        "image": judgement.label,
        "repository": judgement.image.repository,
        "digest": judgement.image.digest,
        "passed": judgement.passes,
        "problem": judgement.problem,
        "scan_status": scan and scan.status,
        "scanned": scan.completed.isoformat() if scan and scan.completed else None,
        "findings": [
            {
                "id": each.finding.id,
                "severity": each.finding.severity,
                "package": each.finding.package,
                "version": each.finding.version,
                "fixed_in": each.finding.fixed_in or None,
                "fails": each.fails,
                "ignored_until": each.ignored and each.ignored.until.isoformat(),
                "reason": each.ignored and each.ignored.reason,
            }
            for each in judgement.verdicts
        ],
    }
