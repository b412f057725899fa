"""The site as a reader has it: nothing broken, nothing asked of others, readable on a phone."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

import pytest

from tools.docs import HTML
from tools.docs.chromium import WIDER_THAN_THE_SCREEN, Browser, Document, pages

PHONE, DESK = 360, 1280
PAGES = pages()

BRIGHTNESS = """
const [r, g, b] = getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]
    .match(/[\\d.]+/g).map(Number);
return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
"""


@cache
def document(path: str) -> Document:
    return Document(path)


def test_the_site_is_built() -> None:
    assert {"/", "/404.html", "/getting-started/", "/reference/image/container-image/"} <= {*PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(path: str) -> None:
    for target, anchor in document(path).inside():
        file = HTML / target.lstrip("/")
        assert (file / "index.html" if file.is_dir() else file).is_file(), target
        if anchor and (target.endswith(("/", ".html"))):
            assert anchor in document(target).anchors, f"{target}#{anchor}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens(path: str, browser: Browser) -> None:
    browser.open(path)
    hosts = {urlsplit(url).netloc for url in browser.requests()}
    assert hosts == {urlsplit(browser.address).netloc}
    assert browser.complaints() == []
    # The size that the screen has already comes first: each change of it takes time.
    for width in sorted((PHONE, DESK), key=lambda width: width != browser.width):
        browser.resize(width)
        assert browser.run("return document.documentElement.scrollWidth") <= width
        assert browser.run(WIDER_THAN_THE_SCREEN) == []
    assert browser.run("return [...document.images].filter(i => !i.naturalWidth).length") == 0


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("ContainerFunction", "/reference/function/container-function/"),
        ("grant_pull", "/reference/repository/"),
        ("nonce", "/how-an-image-gets-its-tag/"),
        ("ephemeral token", "/decisions/0005-docker-login/"),
    ],
)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_search_finds_a_page(words: str, path: str, width: int, browser: Browser) -> None:
    browser.resize(width)
    browser.open("/")
    browser.search(words)
    browser.wait(lambda: any(urlsplit(url).path.startswith(path) for url in browser.found()[1]))
    assert browser.complaints() == []


def test_search_says_when_there_is_nothing(browser: Browser) -> None:
    browser.open("/")
    browser.search("xyzzy")
    browser.wait(lambda: browser.found() == ("No results", []))


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_colours_follow_what_the_reader_prefers(scheme: str, dark: bool, browser: Browser) -> None:
    browser.prefer(scheme)
    browser.open("/performance/")
    background = browser.run(BRIGHTNESS, "body", "backgroundColor")
    text = browser.run(BRIGHTNESS, "article p", "color")
    assert (background < text) is dark
    assert abs(background - text) > 0.5
    # Pictures are drawn in dark lines.
    assert browser.run(BRIGHTNESS, "article img[src$='.svg']", "backgroundColor") > 0.8
