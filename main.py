"""The app: one stack for each environment in ``stacks/environments``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from stacks.progress import progress

ROOT = Path(__file__).resolve().parent


def main() -> int:
    """Synthesize every stack and print a summary."""
    with progress("Loading the constructs and the AWS provider's bindings"):
        from lambda_container import LambdaContainerError  # noqa: PLC0415 - takes time: see progress
        from stacks.app import synthesize  # noqa: PLC0415
        from stacks.summary import print_summary  # noqa: PLC0415

    outdir = Path(os.environ.get("CDKTF_OUTDIR") or ROOT / "cdktf.out")
    try:
        with progress("Synthesizing"):
            stacks = synthesize(ROOT, outdir)
    except LambdaContainerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print_summary(stacks, outdir)
    return 0


if __name__ == "__main__":
    sys.exit(main())
