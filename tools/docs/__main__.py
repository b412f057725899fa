"""``make docs``: build the site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools import step
from tools.docs import HTML, SITE, config, figures, recording, sources
from tools.own_venv import OwnVenv
from tools.step import ROOT, StepError

VENV = OwnVenv("docs", "Zensical")


@step.job
def main() -> int:
    """Build the site; returns 0 if there are no warnings."""
    VENV.install()
    build()
    print(f"{HTML.relative_to(ROOT).as_posix()}/index.html")
    return 0


def build() -> None:
    """Write the pages and convert them to HTML.

    Raises:
        StepError: Something is wrong with a page, a link or the navigation.
    """
    figures.refresh()
    recording.refresh()
    shutil.rmtree(SITE, ignore_errors=True)
    pages = SITE / "pages"
    sources.write(pages)
    settings = SITE / "zensical.toml"
    settings.write_text(config.settings(pages), encoding="utf-8")
    done = subprocess.run(
        [str(VENV.programs / "zensical"), "build", "--strict", "--config-file", str(settings)],
        cwd=SITE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    if done.returncode:
        raise StepError("Zensical failed")


if __name__ == "__main__":
    sys.exit(main())
