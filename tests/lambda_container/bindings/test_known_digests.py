"""The digest of an archive is remembered while what jsii unpacked of it is there."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.lambda_container.bindings.machine import Machine
from tests.lambda_container.bindings.programs import CONSTRUCTS, start
from tests.lambda_container.bindings.test_bindings import SMALL, small_json

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps the stock way")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.packages = tmp_path / "packages"
    return machine


def again(machine: Machine, **environment: str) -> None:
    variables = {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(machine.packages), **environment}
    machine.run(SMALL, **variables)


def remembered(machine: Machine) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(machine.file("digests.json").read_text())
    return found


def test_one_is_remembered_for_each_archive(machine: Machine, expected: str) -> None:
    again(machine)
    known = remembered(machine)
    assert sorted(Path(one["marker"]).parents[1].parent.name for one in known.values()) == [
        "cdktf",
        "constructs",
        "provider-docker",
    ]
    again(machine)
    assert remembered(machine) == known
    assert machine.json == expected


def test_a_remembered_one_is_not_computed(machine: Machine) -> None:
    again(machine)
    known = remembered(machine)
    # Another digest, with an entry of its own: whoever reads the archive does not find it.
    name = next(name for name in known if "docker" in name)
    marker = Path(known[name]["marker"])
    moved = marker.parent.with_name("0" * 64)
    marker.parent.rename(moved)
    known[name] |= {"digest": "0" * 64, "marker": str(moved / marker.name)}
    machine.file("digests.json").write_text(json.dumps(known))
    again(machine)
    assert not marker.parent.exists()


def test_an_entry_that_is_gone_is_unpacked_again(machine: Machine, expected: str) -> None:
    again(machine)
    shutil.rmtree(machine.packages)
    again(machine)
    assert machine.json == expected


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}'])
def test_a_file_that_holds_none_is_written_anew(text: str, machine: Machine, expected: str) -> None:
    again(machine)
    machine.file("digests.json").write_text(text)
    again(machine)
    assert machine.json == expected
    assert len(remembered(machine)) >= 3


def test_a_relative_root_is_no_other_ones(machine: Machine, expected: str) -> None:
    for name in ("a", "b"):
        folder = machine.folder / name
        folder.mkdir()
        variables: dict[str, str | None] = {"XDG_CACHE_HOME": str(machine.cache)}
        variables["JSII_RUNTIME_PACKAGE_CACHE_ROOT"] = "packages"
        start(SMALL, "out", cwd=folder, **variables).wait_for_success()
        assert small_json(folder / "out") == expected


def test_another_root_is_another_memory(machine: Machine, expected: str) -> None:
    again(machine)
    machine.packages = machine.folder / "other"
    again(machine)
    assert machine.json == expected
    assert len(remembered(machine)) == 6


def test_a_changed_archive_is_read_again(machine: Machine, expected: str) -> None:
    copies = machine.folder / "copies"
    import cdktf_cdktf_provider_docker  # noqa: PLC0415 - for its folder

    package = Path(cdktf_cdktf_provider_docker.__file__).parent
    shutil.copytree(package, copies / package.name)
    path = os.pathsep.join([str(copies), str(CONSTRUCTS)])
    again(machine, PYTHONPATH=path)
    (archive,) = (copies / package.name / "_jsii").glob("*.tgz")
    before = set(remembered(machine))
    os.utime(archive, ns=(1, 1))
    again(machine, PYTHONPATH=path)
    assert len(set(remembered(machine)) - before) == 1
    assert machine.json == expected
