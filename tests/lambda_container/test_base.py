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
from cdktf_cdktf_provider_aws.provider import AwsProvider

import lambda_container
from lambda_container import (
    ContainerFunction,
    ContainerImage,
    Destination,
    InvalidArgument,
    Queue,
    SqsEventSource,
    base,
    require_providers,
    s3_backend,
)
from lambda_container.cli.main import main
from lambda_container.operations.doctor import check_project, check_python
from lambda_container.testing import Template
from tests.aws import URI
from tests.lambda_container.operations.doctor.conftest import Desk

PACKAGE = Path(lambda_container.__file__).parent


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> TerraformStack:
    """A stack that is of the other CDK, as far as Python can see."""

    class OtherStack(TerraformStack):
        pass

    OtherStack.__module__ = f"{base.OTHER_BASE}"
    return OtherStack(Testing.app(), "other")


def of_other() -> Any:
    """An object of a class of the other CDK."""
    parent = types.new_class("TerraformElement")
    parent.__module__ = base.OTHER_BASE
    child = types.new_class("AwsProvider", (parent,))
    child.__module__ = f"{base.OTHER_BASE}_provider_aws.provider"
    return child()


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
            InvalidArgument, match=rf"stack must be a TerraformStack, of {base.BASE} \("
        ):
            call(stack())

    def test_a_provider(self, stack: TerraformStack) -> None:
        with pytest.raises(InvalidArgument, match=rf"provider must be .*, of {base.BASE} \("):
            Queue(stack, "Orders", provider=of_other())

    def test_what_a_method_takes(self, stack: TerraformStack) -> None:
        function = ContainerFunction(stack, "Orders", image=ContainerImage.from_uri(URI))
        for call in (
            function.grant_invoke,
            Destination.queue,
            lambda value: function.add_event_source(SqsEventSource(value)),
        ):
            with pytest.raises(InvalidArgument, match=base.OTHER_DISTRIBUTION):
                call(of_other())

    def test_a_template(self) -> None:
        with pytest.raises(InvalidArgument, match=rf"stack must be of {base.BASE} \("):
            Template.from_stack(of_other())

    def test_a_neighbour(self, stack: TerraformStack, monkeypatch: pytest.MonkeyPatch) -> None:
        """A provider that still has its old import."""
        Queue(stack, "Orders")
        AwsProvider(stack, "east", alias="east", region="us-east-1")
        monkeypatch.setitem(sys.modules, base.OTHER_BASE, types.ModuleType(base.OTHER_BASE))
        Queue(stack, "Returns")
        monkeypatch.setattr(AwsProvider, "__module__", base.OTHER_BASE)
        with pytest.raises(InvalidArgument) as error:
            Queue(stack, "Parcels")
        message = str(error.value)
        assert f"scope must be of {base.BASE}, with all that is in it (" in message
        assert f"got '{stack.node.children[0].node.path} (" in message

    def test_what_a_node_waits_for(
        self, stack: TerraformStack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        queue = Queue(stack, "Orders")
        provider = AwsProvider(stack, "east", alias="east", region="us-east-1")
        monkeypatch.setattr(AwsProvider, "__module__", base.OTHER_BASE)
        with pytest.raises(InvalidArgument, match=r"add_dependency must name constructs of"):
            queue.node.add_dependency(provider)

    def test_an_app(self, stack: TerraformStack, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, base.OTHER_BASE, types.ModuleType(base.OTHER_BASE))
        monkeypatch.setattr(App, "__module__", base.OTHER_BASE)
        with pytest.raises(InvalidArgument, match=r"got 'the App \("):
            Queue(stack, "Orders")

    def test_a_module_of_a_similar_name_is_no_other(self, stack: TerraformStack) -> None:
        for name in (f"{base.OTHER_BASE}_infra.stacks", f"{base.OTHER_BASE}2", "infra"):
            kind = types.new_class("Stack")
            kind.__module__ = name
            assert not base.is_of_other_base(kind())

    def test_what_has_no_stack_is_told_so(self) -> None:
        from constructs import Construct  # noqa: PLC0415

        app = Testing.app()
        for scope in (app, Construct(app, "Group")):
            with pytest.raises(InvalidArgument, match="scope must be a stack, or in one"):
                Queue(scope, "Orders")

    def test_a_subclass_of_ours_is_no_other(self) -> None:
        assert not base.is_of_other_base(Testing.app())
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
    def test_the_command_line_says_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["why"]) == 1
        assert capsys.readouterr().err == f"error: {base.BOTH}\n"

    @pytest.mark.usefixtures("both")
    def test_the_doctor_sees_it(self, desk: Desk) -> None:
        finding = desk.findings(check_python.examine)[1]
        assert (finding.subject, finding.status) == ("Packages", "failure")
        assert base.OTHER_DISTRIBUTION in finding.found
        assert finding.advice.startswith("Uninstall both")


class TestDoctor:
    @pytest.mark.parametrize("file", ["main.py", "stacks/orders.py", "a/b/c/d.py"])
    @pytest.mark.parametrize(
        "text",
        [
            "import {}\n",
            "import {} as cdk\n",
            "def f():\n    from {} import App\n",
            f"from {base.OTHER_PROVIDERS}aws.provider import AwsProvider\n",
            f"import {base.OTHER_PROVIDERS}aws\n",
        ],
    )
    def test_a_project_of_the_other_base(self, desk: Desk, file: str, text: str) -> None:
        desk.write("project/cdktf.json", '{"app": "python main.py"}')
        desk.write(f"project/{file}", text.format(base.OTHER_BASE))
        finding = desk.findings(check_project.examine)[-1]
        assert finding.status == "failure"
        assert finding.found == f"{file} imports {base.OTHER_BASE}"
        assert f"install {base.OTHER_DISTRIBUTION}" in finding.advice
        assert f"or import {base.BASE} in its place" in finding.advice

    def test_a_project_of_this_base(self, desk: Desk) -> None:
        desk.write("project/cdktf.json", '{"app": "python main.py"}')
        text = f'import {base.BASE}  # not {base.OTHER_BASE}\n"""We moved\n'
        text += f'from {base.OTHER_BASE} in 2027.\n"""\nimport {base.OTHER_BASE}_infra\n'
        desk.write("project/main.py", text)
        desk.write(f"project/.venv/{base.OTHER_BASE}.py", f"import {base.OTHER_BASE}\n")
        assert [finding.status for finding in desk.findings(check_project.examine)][1:] == []
