"""Node is started before jsii is imported, and loads what the program loaded last time."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_container.base import BASE
from tests.lambda_container.bindings.machine import EARLY, Machine
from tests.lambda_container.bindings.programs import CONSTRUCTS, start
from tests.lambda_container.bindings.test_bindings import SMALL, small_json

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps the stock way")

LOADED = f"early constructs {BASE} @{BASE}/provider-docker DockerProvider Volume\n"


def test_what_was_loaded_last_time_is_loaded_at_once(machine: Machine, expected: str) -> None:
    assert machine.run() == "early\n"
    assert machine.run() == LOADED
    assert machine.json == expected


@pytest.mark.parametrize(
    "name", ["nothing.Nothing", "volume.Nothing", "volume.VolumeConfig", 'volume.Vol"ume', "é\n"]
)
def test_a_type_that_is_none_is_no_error(name: str, machine: Machine, expected: str) -> None:
    machine.run()
    memory = machine.file("loads/*")
    found = json.loads(memory.read_text())
    types = [f"@{BASE}/provider-docker.{name}", *found["types"]]
    memory.write_text(json.dumps({**found, "types": types}))
    assert "Volume\n" in machine.run()
    assert machine.json == expected
    assert machine.run() == LOADED


def test_a_type_that_is_used_no_more_is_forgotten(machine: Machine) -> None:
    machine.run()
    without = EARLY + SMALL.replace('Volume(stack, "volume", name="a")\n', "")
    machine.run(without)
    assert machine.run(without) == LOADED.replace(" Volume", "")


def test_another_program_has_a_memory_of_its_own(machine: Machine) -> None:
    machine.run()
    other = machine.folder / "other"
    other.mkdir()
    program = start(EARLY + SMALL, other, cwd=other, XDG_CACHE_HOME=str(machine.cache))
    assert program.wait_for_success().stdout == "early\n"


def test_eager_starts_nothing_early(machine: Machine, expected: str) -> None:
    machine.run()
    assert machine.run(LAMBDA_CONTAINER_EAGER="1") == ""
    assert machine.json == expected


def _forget(machine: Machine) -> None:
    machine.file("loads/*").unlink()


def _damage(machine: Machine) -> None:
    machine.file("loads/*").write_text('{"loads": [{"name": 1}, []')


def _list(machine: Machine) -> None:
    machine.file("loads/*").write_text("[1]")


def _count(machine: Machine) -> None:
    memory = machine.file("loads/*")
    memory.write_text(json.dumps({**json.loads(memory.read_text()), "types": 3}))


def _move_away(machine: Machine) -> None:
    memory = machine.file("loads/*")
    memory.write_text(memory.read_text().replace(".jsii.tgz", ".gone"))


@pytest.mark.parametrize("change", [_forget, _damage, _list, _count, _move_away])
def test_a_memory_that_cannot_be_used_is_none(
    change: Callable[[Machine], None], machine: Machine, expected: str
) -> None:
    machine.run()
    change(machine)
    assert machine.run() == "early\n"
    assert machine.json == expected
    assert machine.run() == LOADED


def _with_broken_package(machine: Machine, name: str) -> None:
    """Make one package of the memory an archive that is none."""
    machine.run()
    memory = machine.file("loads/*")
    found = json.loads(memory.read_text())
    broken = machine.folder / "broken.jsii.tgz"
    broken.write_text("no archive")
    for load in found["loads"]:
        if load["name"] == name:
            load["tarball"] = str(broken)
    memory.write_text(json.dumps(found))


def test_a_package_that_fails_is_no_error_if_nobody_asks_for_it(
    machine: Machine, expected: str
) -> None:
    _with_broken_package(machine, "@cdktf/provider-docker")
    assert machine.run().startswith("early constructs")  # its own request names another archive
    assert machine.json == expected


def test_packages_in_an_order_that_fails_are_loaded_anew(machine: Machine, expected: str) -> None:
    machine.run()
    memory = machine.file("loads/*")
    found = json.loads(memory.read_text())
    memory.write_text(json.dumps({**found, "loads": found["loads"][::-1]}))
    assert machine.run().splitlines()[-1].startswith("late constructs")
    assert machine.json == expected


def test_a_package_that_is_found_elsewhere_now_is_not_loaded_at_once(
    machine: Machine, expected: str
) -> None:
    machine.run()
    import cdktf_cdktf_provider_docker  # noqa: PLC0415 - for its folder

    package = Path(cdktf_cdktf_provider_docker.__file__).parent
    copies = machine.folder / "copies"
    shutil.copytree(package, copies / package.name)
    path = os.pathsep.join([str(copies), str(CONSTRUCTS)])
    assert machine.run(PYTHONPATH=path) == f"early constructs {BASE}\n"
    assert machine.json == expected


def test_a_package_of_a_path_that_a_program_adds_is_the_one(
    machine: Machine, expected: str
) -> None:
    import cdktf_cdktf_provider_docker  # noqa: PLC0415 - for its folder

    package = Path(cdktf_cdktf_provider_docker.__file__).parent
    copy = machine.folder / "copies" / package.name
    shutil.copytree(package, copy)
    machine.run()
    line = f"import sys; sys.path.insert(0, {str(copy.parent)!r})\n"
    provider = f"from {package.name}.provider"
    assert provider in SMALL
    code = EARLY + SMALL.replace(provider, line + provider)
    printed = machine.run(code)
    assert printed.splitlines() == [LOADED.strip(), f"late constructs {BASE}"]
    assert machine.json == expected


def test_a_process_that_has_ended_is_not_taken_over(machine: Machine, expected: str) -> None:
    machine.run()
    kill = """
import os, time
import jsii
from lambda_container.bindings import early_node
early_node.started.process.kill()
early_node.started.process.wait()
"""
    first = "import lambda_container.bindings\n"
    assert first in SMALL
    code = SMALL.replace(
        "import lambda_container.bindings\n", f"import lambda_container.bindings\n{kill}"
    )
    machine.run(code)
    assert machine.json == expected


def _cut(machine: Machine) -> None:
    machine.file("jsii-runtime/*/lib/program.js").write_text("")


def _fill(machine: Machine) -> None:
    memory = machine.file("loads/*")
    found = json.loads(memory.read_text())
    memory.write_text(json.dumps({**found, "loads": found["loads"] * 1500}))


def _nest(machine: Machine) -> None:
    machine.file("loads/*").write_text("[" * 60_000)


def _name_at_length(machine: Machine) -> None:
    _name_types(machine, [f"@{BASE}/provider-docker.{chr(0x1F600) * 15_000}"] * 2)


def _name_much(machine: Machine) -> None:
    _name_types(machine, [f"@{BASE}/provider-docker.nothing{n}.Nothing" for n in range(900)])


def _name_types(machine: Machine, types: list[str]) -> None:
    memory = machine.file("loads/*")
    found = json.loads(memory.read_text())
    memory.write_text(json.dumps({**found, "types": types}, ensure_ascii=False))


@pytest.mark.parametrize("change", [_cut, _fill, _nest, _name_at_length, _name_much])
def test_a_damaged_cache_heals(
    change: Callable[[Machine], None], machine: Machine, expected: str
) -> None:
    machine.run()
    change(machine)
    machine.run()
    assert machine.json == expected
    assert machine.run() == LOADED


@pytest.mark.parametrize("argv", ["del sys.argv", "sys.argv = []", "sys.argv = [5]"])
def test_a_program_without_a_name_works(argv: str, machine: Machine, expected: str) -> None:
    line = f"import sys; outdir = sys.argv[1]; {argv}\n"
    code = SMALL.replace("sys.argv[1]", "outdir").replace("if len(sys.argv) > 2:", "if False:")
    machine.run(line + code)
    assert machine.json == expected


def test_a_package_that_fails_is_told_where_it_is_asked_for(machine: Machine) -> None:
    machine.run()
    memory = machine.file("loads/*")
    broken = machine.folder / "broken.jsii.tgz"
    broken.write_text("no archive")
    load = {"name": "broken", "version": "1.0.0", "tarball": str(broken)}
    found = json.loads(memory.read_text())
    memory.write_text(json.dumps({**found, "loads": [*found["loads"], load]}))
    code = f"""
import lambda_container.bindings, cdktf
from jsii._runtime import kernel
try:
    kernel.load("broken", "1.0.0", {str(broken)!r})
except Exception as error:
    print(type(error).__name__)
cdktf.App()
print("goes on")
"""
    assert machine.run(code).splitlines() == ["RuntimeError", "goes on"]


COUNT = """
import os
from pathlib import Path
children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
print(len(children))
"""
CHANGED = """
import lambda_container.bindings
import jsii
{change}
"""


@pytest.mark.parametrize(
    "change",
    [
        "import os; os.environ['NODE_OPTIONS'] = '--no-warnings'",
        "import os, tempfile; os.chdir(tempfile.gettempdir())",
    ],
)
def test_a_process_that_does_not_fit_is_replaced(
    change: str, machine: Machine, expected: str
) -> None:
    machine.run()
    printed = machine.run(CHANGED.format(change=change) + SMALL + COUNT)
    assert machine.json == expected
    assert printed == "1\n"  # nothing of the first is left


def test_a_program_that_only_imports_jsii_leaves_nothing(machine: Machine) -> None:
    code = EARLY + (
        "import lambda_container.bindings, jsii\nprint(early_node.started.process.pid)\n"
    )
    pid = machine.run(code).split()[-1]
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_that_was_forked_before_jsii_began_works(machine: Machine, expected: str) -> None:
    machine.run()
    fork = "import lambda_container.bindings, jsii, os\nchild = os.fork()\n"
    wait = "\nif child: assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0"
    own = SMALL.replace("sys.argv[1]", "sys.argv[1] + ('' if child else '-child')")
    machine.run(fork + own + wait)
    assert machine.json == small_json(machine.folder / "out-child") == expected


def test_a_cache_that_cannot_be_written_is_done_without(machine: Machine, expected: str) -> None:
    machine.cache.write_text("a file")
    assert machine.run(EARLY + SMALL).splitlines() == ["late"]
    assert machine.json == expected


@pytest.mark.parametrize("mode", [0o777, 0o775])
def test_a_cache_that_others_can_write_is_not_trusted(
    mode: int, machine: Machine, expected: str
) -> None:
    machine.run()
    (machine.cache / "cdktf-lambda-container").chmod(mode)
    assert machine.run() == "late\n"
    assert machine.json == expected


def test_three_first_starts_at_once(tmp_path: Path, expected: str) -> None:
    programs = [
        start(SMALL, tmp_path / f"out{i}", cwd=tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"))
        for i in range(3)
    ]
    for i, program in enumerate(programs):
        program.wait_for_success()
        assert small_json(tmp_path / f"out{i}") == expected


def test_a_process_that_is_killed_while_it_loads_is_one_error(machine: Machine) -> None:
    machine.run()
    code = EARLY + (
        "import lambda_container.bindings, cdktf, os, signal\n"
        "from jsii._runtime import kernel\n"
        "process = kernel.provider._process._process\n"
        "os.kill(process.pid, signal.SIGKILL)\n"
        "process.wait()\n"
        "cdktf.App()\n"
    )
    done = machine.start(code).wait()
    assert done.returncode == 1
    assert "NodeStopped: the Node process that runs the CDK ended by signal 9" in done.stderr
