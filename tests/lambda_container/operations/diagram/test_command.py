"""``lambda-container diagram``."""

from __future__ import annotations

from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import ContainerFunction, ContainerImage, ScheduleEventSource
from lambda_container.cli.main import main
from tests.aws import REGION, URI

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cdktf.json").write_text('{"app": "false"}')
    monkeypatch.chdir(tmp_path)
    for name in ("CDKTF_OUTDIR", "CDKTF_CONTEXT_JSON"):
        monkeypatch.delenv(name, raising=False)
    app = App(outdir=str(tmp_path / "cdktf.out"))
    for name in ("dev", "prod"):
        stack = TerraformStack(app, name)
        AwsProvider(stack, "aws", region=REGION)
        function = ContainerFunction(stack, "Orders", image=ContainerImage.from_uri(URI))
        if name == "prod":
            function.add_event_source(ScheduleEventSource("rate(1 day)", name="nightly"))
    app.synth()


def test_mermaid_is_what_readmes_show(capsys: Capture) -> None:
    assert main(["diagram", "prod", "--skip-synth"]) == 0
    assert capsys.readouterr().out == (
        "flowchart LR\n"
        '  subgraph g0["prod-Orders"]\n'
        '    n0["<b>function</b><br/>prod-Orders"]\n'
        '    n1["<b>schedule</b><br/>nightly"]\n'
        "  end\n"
        "  n1 --> n0\n"
        "  classDef function fill:#fde7c7,stroke:#b8681b,color:#222\n"
        "  class n0 function\n"
    )


def test_graphviz_gets_a_title(capsys: Capture) -> None:
    assert main(["diagram", "dev", "--skip-synth", "--format", "dot"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith('digraph {\n  graph [label="dev", rankdir=LR')
    assert '[label="function\\ndev-Orders"' in printed


def test_of_several_stacks_one_is_named(capsys: Capture) -> None:
    assert main(["diagram", "--skip-synth"]) == 2
    assert "Name a STACK; there are dev, prod." in capsys.readouterr().err


def test_a_stack_that_does_not_exist_names_those_that_do(capsys: Capture) -> None:
    assert main(["diagram", "prd", "--skip-synth"]) == 1
    assert "did you mean 'prod'?" in capsys.readouterr().err
