"""The site's files and links, and a browser to test them with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tools.docs import HTML

# Elements that extend beyond the screen although nothing around them scrolls.
WIDER_THAN_THE_SCREEN = """
const scrolls = e => e && (/(auto|scroll|hidden)/.test(getComputedStyle(e).overflowX)
    || scrolls(e.parentElement));
return [...document.querySelectorAll("article *")].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !scrolls(e.parentElement);
}).map(e => e.tagName + " " + e.textContent.slice(0, 60));
"""

_PATIENCE_SECONDS = 20
_SEARCH_BUTTONS = ".md-header .md-search__button, .md-header label[for=__search]"
# The search has its own shadow tree.
_SHADOW = "[...document.querySelectorAll('*')].map(e => e.shadowRoot).find(Boolean)"
_FIELD = f"{_SHADOW}?.querySelector('dialog[open] input')"
_RESULTS = f"""
const root = {_SHADOW};
return [root.querySelector("[role=status]").textContent,
    [...root.querySelectorAll("[role=listbox] a")].map(a => a.href)];
"""


def pages() -> list[str]:
    """The path of every page, as the browser requests it."""
    files = sorted(HTML.rglob("*.html"))
    return [f"/{file.relative_to(HTML).as_posix().removesuffix('index.html')}" for file in files]


@dataclass
class Document(HTMLParser):
    """The links and anchors of a page."""

    path: str
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        file = HTML / self.path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect links and anchors."""
        for name, value in attrs:
            if name in {"id", "name"} and value:
                self.anchors.add(value)
            if name in {"href", "src"} and value:
                self.links.append(urljoin(f"http://site{self.path}", value))

    def inside(self) -> list[tuple[str, str]]:
        """Path and anchor of each link to this site."""
        found = []
        for link in self.links:
            address, anchor = urldefrag(link)
            if urlsplit(address).netloc == "site":
                found.append((unquote(urlsplit(address).path), unquote(anchor)))
        return found


class Browser:
    """Chromium, with its requests and console messages since they were last read.

    Attributes:
        driver: Selenium's.
        address: The URL of the site.
        width: The width of the screen, in CSS pixels.
    """

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver = driver
        self.address = address
        self.width = 0

    def open(self, path: str) -> None:
        """Open a page, and discard earlier requests and messages."""
        self.requests()
        self.complaints()
        self.driver.get(f"{self.address}{path}")

    def resize(self, width: int, height: int = 900) -> None:
        """Emulate a screen of this size."""
        if width == self.width:
            return
        self.width = width
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, scheme: str) -> None:
        """Emulate a preference for ``light`` or ``dark``."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script and return its result."""
        return self.driver.execute_script(script, *arguments)

    def search(self, words: str) -> None:
        """Open the search with a click, as a reader would, and type."""
        buttons = self.driver.find_elements(By.CSS_SELECTOR, _SEARCH_BUTTONS)
        next(button for button in buttons if button.is_displayed()).click()
        self.wait(lambda: self.run(f"return Boolean({_FIELD})"))
        ActionChains(self.driver).send_keys(words).perform()

    def found(self) -> tuple[str, list[str]]:
        """The status of the search, such as ``5 results``, and the URLs of the results."""
        said, addresses = self.run(_RESULTS)
        return str(said), [str(address) for address in addresses]

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds; a timeout is an error."""
        WebDriverWait(self.driver, _PATIENCE_SECONDS).until(lambda _: condition())

    def requests(self) -> list[str]:
        """The URLs requested over the network since the last call."""
        entries = self.driver.get_log("performance")
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        sent = [m for m in messages if m["method"] == "Network.requestWillBeSent"]
        urls = [message["params"]["request"]["url"] for message in sent]
        return [url for url in urls if urlsplit(url).scheme not in {"chrome", "data"}]

    def complaints(self) -> list[str]:
        """The console messages since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]
