"""The bindings as a whole, in programs of their own."""

from __future__ import annotations

import importlib.util
import logging
import sys
from pathlib import Path

import pytest

from lambda_container.bindings.root_source import is_lazy
from tests.lambda_container.bindings.programs import run, start

MANY = (Path(__file__).parent / "stack_of_many.py").read_text(encoding="utf-8")
SMALL = """
import importlib, logging, sys
if len(sys.argv) > 2:
    logging.basicConfig(level=logging.DEBUG)
import lambda_container.bindings
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_docker.provider import DockerProvider
from cdktf_cdktf_provider_docker.volume import Volume
app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "small")
LocalBackend(stack, path="terraform.tfstate")
DockerProvider(stack, "docker")
Volume(stack, "volume", name="a")
app.synth()
"""
LOADED = """
import sys
print(sum(name.startswith("cdktf_cdktf_provider_") for name in sys.modules))
"""


def is_root_lazy() -> bool:
    """Whether a provider's root imports its submodules when they are used, without our help."""
    spec = importlib.util.find_spec("cdktf_cdktf_provider_docker")
    assert spec is not None
    assert spec.origin is not None
    return is_lazy(Path(spec.origin).read_text(encoding="utf-8"))


def small_json(outdir: Path) -> str:
    return (outdir / "stacks" / "small" / "cdk.tf.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stock_json(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    outdir = tmp_path_factory.mktemp("stock")
    run(MANY, outdir, "stock", cwd=outdir)
    return (outdir / "stacks" / "many" / "cdk.tf.json").read_bytes()


class TestSynthesis:
    @pytest.mark.parametrize("order", ["first", "last"])
    def test_it_is_byte_for_byte_the_stock_one(
        self, order: str, stock_json: bytes, tmp_path: Path
    ) -> None:
        done = run(MANY + LOADED, tmp_path, order, cwd=tmp_path)
        assert (tmp_path / "stacks" / "many" / "cdk.tf.json").read_bytes() == stock_json
        assert int(done.stdout) < 200, "the providers were loaded whole"

    def test_nothing_is_printed(self, tmp_path: Path) -> None:
        done = run(SMALL, tmp_path, cwd=tmp_path)
        assert (done.stdout, done.stderr) == ("", "")

    def test_a_provider_may_be_imported_before_cdktf(self, tmp_path: Path) -> None:
        # Loading it is then what starts Node.
        run(SMALL, tmp_path / "cdktf", cwd=tmp_path)
        cdktf = "from cdktf import App, LocalBackend, TerraformStack\n"
        assert cdktf in SMALL
        provider_first = SMALL.replace(cdktf, "").replace("app = ", f"{cdktf}app = ")
        done = run(provider_first, tmp_path / "provider", cwd=tmp_path)
        assert small_json(tmp_path / "provider") == small_json(tmp_path / "cdktf")
        assert done.stderr == ""

    def test_eager_loads_the_stock_way(self, tmp_path: Path) -> None:
        lazy = tmp_path / "lazy"
        run(SMALL, lazy, cwd=tmp_path)
        count = "\nimport typing\nprint(typing.get_type_hints.__module__)"
        done = run(
            SMALL + LOADED + count, tmp_path / "eager", cwd=tmp_path, LAMBDA_CONTAINER_EAGER="1"
        )
        assert small_json(tmp_path / "eager") == small_json(lazy)
        every = 36 if not is_root_lazy() else 1
        assert int(done.stdout.split()[0]) >= every, "not every submodule was loaded"
        assert done.stdout.split()[1] == "typing"
        assert done.stderr == "", "the banner about Node's age was printed"

    def test_a_root_of_another_shape_loads_the_stock_way(self, tmp_path: Path) -> None:
        root = tmp_path / "path" / "cdktf_cdktf_provider_other"
        root.mkdir(parents=True)
        (root / "__init__.py").write_text("class Other: ...\n")
        other = "import lambda_container.bindings, logging\n"
        other += "logging.basicConfig(level=logging.DEBUG)\n"
        other += f"import sys; sys.path.append({str(root.parent)!r})\n"
        other += "import cdktf_cdktf_provider_other as other; print(other.Other)"
        done = run(other, cwd=tmp_path)
        assert "cdktf_cdktf_provider_other.Other" in done.stdout
        assert "cdktf_cdktf_provider_other loads eagerly" in done.stderr

    def test_a_provider_that_came_first_is_said_once_to_come_too_late(self, tmp_path: Path) -> None:
        done = run(
            "import cdktf_cdktf_provider_docker\n"
            "import lambda_container.bindings\n"
            "lambda_container.bindings.install()",
            cwd=tmp_path,
        )
        assert done.stderr.count("LambdaContainerWarning") == 1
        assert "above the first import of cdktf_cdktf_provider_docker" in done.stderr
        assert "<string>:2:" in done.stderr, "the warning does not point to the import"


class TestSurroundings:
    def test_the_environment_is_left_alone(self, tmp_path: Path) -> None:
        code = (
            "import os; before = dict(os.environ)\n"
            "import lambda_container.bindings, cdktf; cdktf.App()\n"
            "assert dict(os.environ) == before"
        )
        run(code, cwd=tmp_path)

    def test_the_users_node_options_reach_node(self, tmp_path: Path) -> None:
        hook = tmp_path / "hook.js"
        hook.write_text("process.stderr.write('hooked by the user\\n')")
        done = run(SMALL, tmp_path / "out", cwd=tmp_path, NODE_OPTIONS=f"--require={hook}")
        assert "hooked by the user" in done.stderr

    def test_threads_import_the_same_packages_at_once(self, tmp_path: Path) -> None:
        code = (
            "import lambda_container.bindings, cdktf\n"
            "from concurrent.futures import ThreadPoolExecutor\n"
            "import importlib\n"
            "names = ['volume', 'image', 'network', 'container'] * 8\n"
            "def load(name):\n"
            "    root = importlib.import_module('cdktf_cdktf_provider_docker')\n"
            "    return getattr(root, name).__name__.rpartition('.')[2]\n"
            "with ThreadPoolExecutor(8) as pool:\n"
            "    assert list(pool.map(load, names)) == names\n"
        )
        run(code, cwd=tmp_path)

    @pytest.mark.parametrize("method", ["spawn", "fork"])
    def test_processes_of_a_pool_synthesize(self, method: str, tmp_path: Path) -> None:
        if sys.platform == "win32" and method == "fork":
            pytest.skip("Windows cannot fork")
        program = tmp_path / "program.py"
        body = SMALL.replace("import lambda_container.bindings", "")
        body = body.replace("sys.argv[1]", "outdir").strip().replace("\n", "\n    ")
        program.write_text(
            "import multiprocessing, sys\n"
            "import lambda_container.bindings\n"
            f"def synthesize(outdir):\n    {body}\n"
            "if __name__ == '__main__':\n"
            f"    with multiprocessing.get_context({method!r}).Pool(2) as pool:\n"
            "        pool.map(synthesize, sys.argv[1:])\n"
        )
        code = f"import runpy; runpy.run_path({str(program)!r}, run_name='__main__')"
        run(code, tmp_path / "a", tmp_path / "b", cwd=tmp_path)
        assert small_json(tmp_path / "a") == small_json(tmp_path / "b")


class TestPackageCache:
    def test_two_processes_fill_a_cold_cache_at_once(self, tmp_path: Path) -> None:
        cache = str(tmp_path / "cache")
        programs = [
            start(SMALL, tmp_path / out, cwd=tmp_path, JSII_RUNTIME_PACKAGE_CACHE_ROOT=cache)
            for out in ("a", "b")
        ]
        for program in programs:
            program.wait_for_success()
        assert small_json(tmp_path / "a") == small_json(tmp_path / "b")

    def test_a_home_that_cannot_be_written_works(self, tmp_path: Path) -> None:
        home = tmp_path / "home"
        home.write_text("a file, which even root cannot write into")
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        run(SMALL, tmp_path / "out", cwd=tmp_path, HOME=str(home), TMPDIR=str(temporary))
        assert small_json(tmp_path / "out")

    def test_a_missing_home_works(self, tmp_path: Path) -> None:
        run(SMALL, tmp_path / "out", cwd=tmp_path, HOME=None)
        assert small_json(tmp_path / "out")


def test_the_log_is_silent_where_everything_is_as_known(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    done = run(SMALL, tmp_path, "debug", cwd=tmp_path)
    assert "lambda_container" not in done.stderr
