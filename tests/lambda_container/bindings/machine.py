"""A user of their own, and what Node was told before it was asked."""

from __future__ import annotations

from pathlib import Path

from tests.lambda_container.bindings.programs import Program, start
from tests.lambda_container.bindings.test_bindings import SMALL, small_json

# What the process that jsii uses was told before it was asked.
EARLY = """
from lambda_container.bindings import channel, early_node
stock = channel.DirectProcess.__init__
def tell(self, *arguments, are_asked=True, types=()):
    loads = arguments[2] if len(arguments) > 2 else ()
    names = [__import__("json").loads(load)["name"] for load in loads]
    names += [fqn.rpartition(".")[2] for fqn in types]
    print("early" if not are_asked else "late", *names)
    stock(self, *arguments, are_asked=are_asked, types=types)
channel.DirectProcess.__init__ = tell
"""


class Machine:
    """A user whose cache is their own; jsii's packages are unpacked already."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.packages = Path.home() / ".cache" / "aws" / "jsii" / "package-cache"

    def run(self, code: str = EARLY + SMALL, **environment: str | None) -> str:
        """What the program prints; its JSON has to be right."""
        return self.start(code, **environment).wait_for_success().stdout

    def start(self, code: str = EARLY + SMALL, **environment: str | None) -> Program:
        variables: dict[str, str | None] = {"XDG_CACHE_HOME": str(self.cache), **environment}
        return start(code, self.folder / "out", cwd=self.folder, **variables)

    @property
    def json(self) -> str:
        return small_json(self.folder / "out")

    def file(self, pattern: str) -> Path:
        (found,) = self.cache.glob(f"cdktf-lambda-container/{pattern}")
        return found
