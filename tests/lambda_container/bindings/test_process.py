"""jsii's Node process: how it is started, how it ends, and what is said when it ends too early."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lambda_container.node_program import choose_node
from tests.lambda_container.bindings.programs import run, start

APP = "import lambda_container.bindings, cdktf; app = cdktf.App(); "
KILL_NODE = """
import os, signal
from jsii._runtime import kernel
process = kernel.provider._process._process
os.kill(process.pid, signal.SIGKILL)
process.wait()
"""

linux = pytest.mark.skipif(
    not Path(f"/proc/self/task/{os.getpid()}/children").exists(),
    reason="looks for child processes in /proc",
)
posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps the stock way")


def test_the_users_node_wins(tmp_path: Path) -> None:
    program = choose_node(os.environ)[0]
    node = tmp_path / "my node"
    node.write_text(f'#!/bin/sh\n: >"$SEEN"\nexec "{program}" "$@"\n')
    node.chmod(0o755)
    seen = tmp_path / "seen"
    run(APP, cwd=tmp_path, JSII_NODE=str(node), SEEN=str(seen))
    assert seen.exists()


def test_a_users_node_that_is_missing_is_a_clear_error(tmp_path: Path) -> None:
    done = start(APP, cwd=tmp_path, JSII_NODE="/nowhere/node").wait()
    assert done.returncode == 1
    assert "NodeNotFound: CDKTF needs Node.js, but '/nowhere/node' was not found" in done.stderr


@linux
def test_the_child_has_the_users_environment_and_ours_has_nothing_new(tmp_path: Path) -> None:
    code = APP + (
        "import os\n"
        "from jsii._runtime import kernel\n"
        "pid = kernel.provider._process._process.pid\n"
        "entries = open(f'/proc/{pid}/environ').read().rstrip('\\0').split('\\0')\n"
        "child = dict(entry.split('=', 1) for entry in entries)\n"
        "assert child['MINE'] == 'kept' and child['NODE_OPTIONS'] == '--no-warnings'\n"
        "assert not [name for name in os.environ if name.startswith('JSII_SILENCE')]\n"
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', \"import os; assert 'JSII_AGENT' not in os.environ\"],"  # noqa: E501
        " check=True)\n"
    )
    unset = {name: None for name in os.environ if name.startswith("JSII_")}
    run(code, cwd=tmp_path, MINE="kept", NODE_OPTIONS="--no-warnings", **unset)


@linux
def test_there_is_one_node_process(tmp_path: Path) -> None:
    code = APP + (
        "import os\n"
        "from pathlib import Path\n"
        "children = [p for t in Path('/proc/self/task').iterdir()"
        " for p in (t / 'children').read_text().split()]\n"
        "assert len(children) == 1, children\n"
        "tasks = Path(f'/proc/{children[0]}/task').iterdir()\n"
        "assert not [t for t in tasks if (t / 'children').read_text()]\n"
    )
    run(code, cwd=tmp_path)


@posix
def test_a_killed_node_is_a_clear_error_and_no_hang(tmp_path: Path) -> None:
    done = start(APP + KILL_NODE + "cdktf.TerraformStack(app, 'a')", cwd=tmp_path).wait()
    assert done.returncode == 1
    assert "NodeStopped: the Node process that runs the CDK ended by signal 9" in done.stderr
    assert "atexit" not in done.stderr


@posix
def test_a_node_that_cannot_run_says_so(tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho 'cannot run here' >&2\nexit 3\n")
    node.chmod(0o755)
    done = start(APP, cwd=tmp_path, JSII_NODE=str(node)).wait()
    assert done.returncode == 1
    assert "with exit code 3" in done.stderr
    assert "cannot run here" in done.stderr


def test_a_package_that_cannot_be_loaded_is_the_error_of_the_next_call(tmp_path: Path) -> None:
    code = (
        "import lambda_container.bindings, jsii, cdktf\n"
        "from jsii._runtime import kernel\n"
        "kernel.load('broken', '1.0.0', '/nowhere/broken.tgz')\n"
        "try:\n    cdktf.App()\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
        "print(cdktf.App().node.path == '')\n"
    )
    done = run(code, cwd=tmp_path)
    assert "/nowhere/broken.tgz" in done.stdout
    assert done.stdout.endswith("True\n"), "the conversation went out of step"


def test_what_javascript_prints_is_printed(tmp_path: Path) -> None:
    hook = tmp_path / "hook.js"
    hook.write_text("console.log('to out'); console.error('to err')")
    done = run(APP, cwd=tmp_path, NODE_OPTIONS=f"--require={hook}")
    assert "to out" in done.stdout
    assert "to err" in done.stderr


def test_a_runtime_of_the_users_own_starts_the_stock_way(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, shutil, sys\n"
        "import jsii._embedded.jsii as embedded\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "for source, target in embedded.EMBEDDED_FILES.items():\n"
        "    (folder / target).parent.mkdir(exist_ok=True, parents=True)\n"
        "    shutil.copy(pathlib.Path(embedded.__file__).with_name(source), folder / target)\n"
        "runtime = folder / 'bin' / 'jsii-runtime.js'\n"
        "source = runtime.read_text()\n"
        "known, other = '\"--preserve-symlinks\",', '\"--preserve-symlinks\" ,'\n"
        "runtime.write_text(source.replace(known, other))\n"
        "os.environ['JSII_RUNTIME'] = str(runtime)\n" + APP + "from jsii._runtime import kernel\n"
        "import subprocess\n"
        "assert type(kernel.provider._process._process) is subprocess.Popen\n"
        "from cdktf_cdktf_provider_docker.volume import Volume\n"
        "assert Volume(cdktf.TerraformStack(app, 'a'), 'v', name='b').name_input == 'b'\n"
    )
    run(code, tmp_path / "runtime", cwd=tmp_path)


@linux
def test_a_jsii_that_runs_already_gets_the_lazy_index(tmp_path: Path) -> None:
    code = (
        "import cdktf\n"
        "app = cdktf.App()\n"
        "import lambda_container.bindings\n"
        "from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue\n"
        "SqsQueue(cdktf.TerraformStack(app, 'a'), 'q')\n"
        "from jsii._runtime import kernel\n"
        "import pathlib\n"
        "relay = kernel.provider._process._process.pid\n"
        "child = pathlib.Path(f'/proc/{relay}/task/{relay}/children').read_text().split()[0]\n"
        "peak = pathlib.Path(f'/proc/{child}/status').read_text().split('VmHWM:')[1].split()[0]\n"
        "print(int(peak) // 1024)\n"
    )
    # All 2,212 resources take 450 MiB in Node, one takes 100.
    done = run(code, cwd=tmp_path, JSII_NODE=choose_node(os.environ)[0])
    assert int(done.stdout) < 250
