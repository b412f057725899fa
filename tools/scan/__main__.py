"""``make scan``: scan everything and report problems."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lambda_container.manifest.stack_json import read_stack
from tools import step
from tools.scan import rules, scanners, targets
from tools.scan.finding import Allowance, Finding, read_allowances, unexpected
from tools.scan.stack import Stack

# Findings that the scanners must report for the planted stack.
PLANTED = {
    "CKV_AWS_51",
    "CKV_AWS_50",
    "UNKNOWN_ACTION",
    "LC_PUBLIC_POLICY",
    "LC_SECRET",
    "LC_STATE_ENCRYPTION",
    "LC_STATE_LOCK",
    "LC_UNCONDITIONED_PERMISSION",
}

_PLANTED = "planted"


@step.job
def main() -> int:
    """Scan everything; returns 0 if all findings are allowed."""
    scanners.VENV.install()
    with tempfile.TemporaryDirectory() as folder:
        return scan(Path(folder))


def scan(folder: Path) -> int:
    """Scan everything in a working folder; returns 0 if all findings are allowed."""
    allowances = read_allowances()
    failed = False
    used: set[Allowance] = set()
    all_found = find({**targets.synthesize(folder), _PLANTED: targets.plant(folder)})
    planted, _ = all_found.pop(_PLANTED)
    for target, (found, passed) in all_found.items():
        wrong = unexpected(target, found, allowances)
        allowed = sorted({f.id for f in found} - {f.id for f in wrong})
        used.update(a for a in allowances for f in found if a.covers(target, f))
        print(f"{target}: {passed} checks passed; allowed: {', '.join(allowed) or 'nothing'}")
        for finding in wrong:
            print(f"  {finding.id} {finding.resource}: {finding.text}")
        failed = failed or bool(wrong)
    missed = sorted(PLANTED - {f.id for f in planted})
    if missed:
        print(f"planted: missed by the scanners: {', '.join(missed)}")
    unused = sorted({a.id for a in allowances if a not in used})
    if unused:
        print(f"allowed.toml: unused entries: {', '.join(unused)}")
    return 1 if failed or missed or unused else 0


def find(folders: Mapping[str, Path]) -> dict[str, tuple[list[Finding], int]]:
    """All findings in each stack's folder, and the number of checkov's checks that passed."""
    stacks = {name: Stack(read_stack(folder)) for name, folder in folders.items()}
    checked, policies = scanners.checkov(folders), scanners.parliament(stacks)
    return {
        name: ([*checked[name][0], *policies[name], *rules.findings(stack)], checked[name][1])
        for name, stack in stacks.items()
    }


if __name__ == "__main__":
    sys.exit(main())
