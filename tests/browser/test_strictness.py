"""What is wrong with a page is found: by the build, or by what looks at the site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.docs.chromium import WIDER_THAN_THE_SCREEN, Browser

SETTINGS = """\
[project]
site_name = "planted"
docs_dir = "pages"
site_dir = "html"
nav = ["index.md"]
[project.theme]
font = false
[project.plugins.mkdocstrings.handlers.python]
paths = ["."]
"""
PLANTED = """\
<title>Planted</title>
<article><p style="width: 2000px">Too wide</p></article>
<img src="http://127.0.0.1:9/outside.png">
<script>console.error("planted")</script>
"""


def build(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    (folder / "pages").mkdir()
    (folder / "pages" / "index.md").write_text(page)
    (folder / "shop.py").write_text('def order() -> None:\n    """Order."""\n')
    (folder / "zensical.toml").write_text(SETTINGS)
    command = [str(Path(sys.executable).with_name("zensical")), "build", "--strict"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_page_without_fault_is_built(tmp_path: Path) -> None:
    done = build(tmp_path, "# Shop\n\n[up](#shop), [order][shop.order]\n\n::: shop\n")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "html" / "index.html").is_file()


@pytest.mark.parametrize(
    "fault", ["[gone](gone.md)", "[gone](index.md#gone)", "[gone][shop.gone]", "::: shop.gone"]
)
def test_the_build_stops_at(fault: str, tmp_path: Path) -> None:
    done = build(tmp_path, f"# Shop\n\n::: shop\n\n{fault}\n")
    assert done.returncode != 0, done.stdout


def test_what_is_wrong_with_a_page_is_seen(browser: Browser) -> None:
    browser.resize(360)
    browser.open("/")
    browser.requests()
    browser.run("document.open(); document.write(arguments[0]); document.close()", PLANTED)
    browser.wait(lambda: browser.run("return document.readyState === 'complete'"))
    assert "http://127.0.0.1:9/outside.png" in browser.requests()
    assert any("planted" in complaint for complaint in browser.complaints())
    assert browser.run("return document.documentElement.scrollWidth") > 360
    assert browser.run(WIDER_THAN_THE_SCREEN) == ["P Too wide"]
