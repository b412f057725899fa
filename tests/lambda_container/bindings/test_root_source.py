from lambda_container.bindings.root_source import RootSource, is_lazy

HEAD = '''"""A README"""
import jsii
import publication

from ._jsii import *

'''
ROOT = f"""{HEAD}__all__ = [
    "image",
    "registry_image",
]

publication.publish()

# Loading modules to ensure their types are registered with the jsii runtime library
from . import registry_image
from . import image
"""


def parse(source: str) -> tuple[str, ...] | None:
    root = RootSource.parse(source)
    return None if root is None else root.submodules


def test_a_generated_root_yields_its_submodules_in_the_order_of_all() -> None:
    assert parse(ROOT) == ("image", "registry_image")


def test_the_head_runs_without_them() -> None:
    root = RootSource.parse(ROOT)
    assert root is not None
    assert root.head == HEAD + ("__all__ = []\n\npublication.publish()\n")


def test_a_root_that_defines_a_class_is_not_known() -> None:
    defining = ROOT.replace("__all__", "class App: ...\n\n__all__", 1)
    assert parse(defining) is None


def test_a_root_without_submodules_is_not_known() -> None:
    assert parse(ROOT.replace('    "image",\n    "registry_image",\n', "")) is None


def test_a_root_whose_list_and_imports_differ_is_not_known() -> None:
    assert parse(ROOT.replace("from . import image\n", "")) is None


def test_a_root_with_code_after_its_imports_is_not_known() -> None:
    assert parse(ROOT + "\nfor each in (image,):\n    pass\n") is None


def test_a_root_that_computes_its_list_is_not_known() -> None:
    assert parse(ROOT.replace('    "image",\n', "    *names(),\n")) is None


def test_a_root_that_is_not_published_is_not_known() -> None:
    assert parse(ROOT.replace("publication.publish()", "")) is None


def test_a_root_without_an_assembly_is_not_known() -> None:
    assert parse(ROOT.replace("from ._jsii import *", "")) is None


def test_any_other_text_is_not_known() -> None:
    assert parse("") is None
    assert parse("print('hello')\n") is None


class TestLazyByItself:
    """What jsii writes since it loads submodules when they are used."""

    LAZY = f"""{HEAD}__all__ = [
    "image",
    "registry_image",
]

publication.publish()

_SUBMODULES = {{
    "image",
    "registry_image",
}}

def __getattr__(name: str) -> object:
    if name in _SUBMODULES:
        return _importlib.import_module(f".{{name}}", __name__)
    raise AttributeError(name)
"""

    def test_it_needs_no_help(self) -> None:
        assert is_lazy(self.LAZY)
        assert parse(self.LAZY) is None

    def test_an_older_root_is_not(self) -> None:
        assert not is_lazy(ROOT)

    def test_a_root_without_the_function_is_not(self) -> None:
        assert not is_lazy(self.LAZY.partition("def ")[0])

    def test_a_root_that_does_something_before_it_is_not(self) -> None:
        assert not is_lazy(
            self.LAZY.replace("_SUBMODULES = {", "from . import image\n_SUBMODULES = {")
        )

    def test_any_other_text_is_not(self) -> None:
        assert not is_lazy("")
