"""Whatever private name jsii renames: the part that used it steps aside, and all else works."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

import lambda_container.bindings
from tests.lambda_container.bindings.programs import run
from tests.lambda_container.bindings.test_bindings import SMALL, small_json

# A module, and the name of it that is gone; no name where the module itself is.
NAMES = [
    ("jsii.__meta__", "__jsii_runtime_version__"),
    ("jsii._kernel", None),
    ("jsii._kernel", "_get_overides"),
    ("jsii._kernel", "_make_reference_for_native"),
    ("jsii._kernel.types", "StaticGetRequest"),
    ("jsii._kernel.providers.process", None),
    ("jsii._kernel.providers.process", "_NodeProcess"),
    ("jsii._kernel.providers.process", "stderr_sink"),
    ("jsii._kernel.providers.process", "subprocess"),
    ("jsii._reference_map", None),
    ("jsii._reference_map", "_submodule_fqn_map"),
    ("jsii._runtime", "kernel"),
    ("typeguard", "check_type"),
]
# jsii has imported its own names already, so only our code sees one gone.
RENAMED = """
import importlib, sys, types
import jsii, typeguard

class Without(types.ModuleType):
    def __init__(self, stock, gone):
        super().__init__(stock.__name__)
        self.__dict__.update({{k: v for k, v in vars(stock).items() if k != gone}})

module, name = {module!r}, {name!r}
stock = importlib.import_module(module)
parent, _, child = module.rpartition(".")
sys.modules[module] = None if name is None else Without(stock, name)
if parent:
    setattr(sys.modules[parent], child, sys.modules[module])
import lambda_container.bindings
if module in ("typeguard", "jsii._reference_map"):  # which generated code imports by itself
    sys.modules[module] = stock
"""


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    outdir = tmp_path_factory.mktemp("expected")
    run(SMALL, outdir, cwd=outdir)
    return small_json(outdir)


@pytest.mark.parametrize(("module", "name"), NAMES, ids=str)
def test_an_import_never_ends_for_a_name_that_is_gone(
    module: str, name: str | None, expected: str, tmp_path: Path
) -> None:
    program = RENAMED.format(module=module, name=name) + SMALL

    done = run(program, tmp_path, "debug", cwd=tmp_path)

    assert small_json(tmp_path) == expected
    assert done.stdout == ""


FORKS = """
import os, sys
import lambda_container.bindings
import jsii._kernel.providers.process as process
from cdktf import App, TerraformOutput, TerraformStack
from jsii._runtime import kernel

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "dev")
kind = type(kernel.provider)
{rename}
child = os.fork()
if child == 0:
    sys.exit(0)
os.waitpid(child, 0)
if hasattr(kind, "renamed"):  # the parent's own requests need it
    kind._process = kind.renamed
TerraformOutput(stack, "after", value="1")
app.synth()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork")
@pytest.mark.parametrize(
    "rename", ["", "del process.ProcessProvider", "kind.renamed = kind._process; del kind._process"]
)
def test_a_child_never_ends_its_parents_node(rename: str, tmp_path: Path) -> None:
    run(FORKS.format(rename=rename), tmp_path, cwd=tmp_path)
    assert (tmp_path / "stacks" / "dev" / "cdk.tf.json").is_file()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork")
def test_a_child_of_a_program_that_has_no_node_starts_none(tmp_path: Path) -> None:
    program = """
import os, sys
import lambda_container.bindings
from jsii._runtime import kernel

type(kernel.provider)._process = property(lambda _: os._exit(9))
child = os.fork()
if child == 0:
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(program, cwd=tmp_path).stdout.strip() == "0"


def test_every_name_of_jsii_that_is_imported_is_among_them() -> None:
    folder = Path(lambda_container.bindings.__file__).parent
    imported = {
        (f"{node.module}.{name.name}", None) if node.module == "jsii" else (node.module, name.name)
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jsii")
        for name in node.names
    }
    # "from jsii import x" names a module, "from jsii.x import y" a name of one.
    named = {(module.rpartition(".")[0], module.rpartition(".")[2]) for module, _ in NAMES}
    assert imported <= {*NAMES, *named}
