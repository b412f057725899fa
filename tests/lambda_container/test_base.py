"""The CDK that the library is built on, and what is said where the other one turns up."""

from __future__ import annotations

import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack, Testing

import lambda_container
from lambda_container import InvalidArgument, Queue, base, require_providers, s3_backend
from lambda_container.operations.doctor import check_project, check_python
from tests.lambda_container.operations.doctor.conftest import Desk

PACKAGE = Path(lambda_container.__file__).parent


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> TerraformStack:
    """A stack that is of the other CDK, as far as Python can see."""

    class OtherStack(TerraformStack):
        pass

    OtherStack.__module__ = f"{base.OTHER_BASE}"
    return OtherStack(Testing.app(), "other")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The other distribution has written its file, too."""
    (tmp_path / "other").write_text("")
    monkeypatch.setattr(base, "_OTHER_FILE", tmp_path / "other")


def test_the_file_of_this_distribution_names_it() -> None:
    file = PACKAGE / f"{base.BASE}.base.txt"
    assert file.read_text() == f"{base.DISTRIBUTION}\n"
    assert sorted(PACKAGE.glob("*.base.txt")) == [file]


class TestOtherBase:
    def test_a_scope(self, other: TerraformStack) -> None:
        with pytest.raises(InvalidArgument) as error:
            Queue(other, "Orders")
        message = str(error.value)
        assert message.startswith(f"Queue 'Orders': scope must be of {base.BASE} (")
        assert f"uninstall it and install {base.OTHER_DISTRIBUTION}" in message

    def test_a_scope_deeper_down(self, other: TerraformStack) -> None:
        from constructs import Construct  # noqa: PLC0415 - the library of both

        with pytest.raises(InvalidArgument, match=base.OTHER_DISTRIBUTION):
            Queue(Construct(other, "Group"), "Orders")

    @pytest.mark.parametrize(
        "call",
        [
            lambda stack: s3_backend(stack, bucket="shop-state", region="eu-west-1"),
            lambda stack: require_providers(stack, aws="~> 6.30"),
        ],
        ids=["s3_backend", "require_providers"],
    )
    def test_a_stack(self, call: Callable[[Any], Any]) -> None:
        stack = types.new_class("TerraformStack")
        stack.__module__ = base.OTHER_BASE
        with pytest.raises(
            InvalidArgument, match=rf"stack must be a TerraformStack of {base.BASE}"
        ):
            call(stack())

    def test_a_provider(self, stack: TerraformStack) -> None:
        provider = types.new_class("AwsProvider")
        provider.__module__ = f"{base.OTHER_BASE}_provider_aws.provider"
        with pytest.raises(InvalidArgument, match=rf"provider must be .* of {base.BASE} \("):
            Queue(stack, "Orders", provider=provider())

    def test_what_has_no_stack_is_told_so(self) -> None:
        from constructs import Construct  # noqa: PLC0415

        app = Testing.app()
        for scope in (app, Construct(app, "Group")):
            with pytest.raises(InvalidArgument, match="scope must be a stack, or in one"):
                Queue(scope, "Orders")

    def test_a_subclass_of_ours_is_no_other(self) -> None:
        assert not base.is_of_other_base(App())
        assert not base.is_of_other_base(None)


class TestTwoDistributions:
    def test_a_name_of_the_library_is_refused(self, tmp_path: Path) -> None:
        code = (
            "from pathlib import Path\n"
            "from lambda_container import base\n"
            f"base._OTHER_FILE = Path({str(Path(__file__))!r})\n"
            "from lambda_container import Queue\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.returncode == 1
        last = done.stderr.splitlines()[-1]
        assert last == f"lambda_container.base.TwoDistributions: {base.BOTH}"
        for name in (base.DISTRIBUTION, base.OTHER_DISTRIBUTION):
            assert name in last

    @pytest.mark.usefixtures("both")
    def test_the_doctor_sees_it(self, desk: Desk) -> None:
        finding = desk.findings(check_python.examine)[1]
        assert (finding.subject, finding.status) == ("Packages", "failure")
        assert base.OTHER_DISTRIBUTION in finding.found
        assert finding.advice.startswith("Uninstall both")


class TestDoctor:
    @pytest.mark.parametrize("file", ["main.py", "stacks/orders.py"])
    @pytest.mark.parametrize("text", ["import {}\n", "def f():\n    from {} import App\n"])
    def test_a_project_of_the_other_base(self, desk: Desk, file: str, text: str) -> None:
        desk.write("project/cdktf.json", '{"app": "python main.py"}')
        desk.write(f"project/{file}", text.format(base.OTHER_BASE))
        finding = desk.findings(check_project.examine)[-1]
        assert finding.status == "failure"
        assert finding.found == f"{file} imports {base.OTHER_BASE}"
        assert f"install {base.OTHER_DISTRIBUTION}" in finding.advice

    def test_a_project_of_this_base(self, desk: Desk) -> None:
        desk.write("project/cdktf.json", '{"app": "python main.py"}')
        desk.write("project/main.py", f"import {base.BASE}  # not {base.OTHER_BASE}\n")
        desk.write(f"project/.venv/{base.OTHER_BASE}.py", f"import {base.OTHER_BASE}\n")
        assert [finding.status for finding in desk.findings(check_project.examine)][1:] == []
