from __future__ import annotations

import importlib
import pickle
import zipfile
from pathlib import Path

import cdktf_cdktf_provider_docker as docker
import pytest
from jsii import _reference_map

from tests.lambda_container.bindings.programs import CONSTRUCTS, run

ROOT = "cdktf_cdktf_provider_docker"


class TestRoot:
    def test_an_attribute_is_the_submodule(self) -> None:
        assert docker.volume is importlib.import_module(f"{ROOT}.volume")

    def test_dir_lists_every_submodule_and_no_hook(self) -> None:
        listed = dir(docker)
        assert set(docker.__all__) <= set(listed)
        assert len(docker.__all__) >= 18
        assert "__getattr__" not in listed

    def test_an_unknown_attribute_is_the_usual_error(self) -> None:
        with pytest.raises(AttributeError, match=f"module '{ROOT}' has no attribute 'vlume'"):
            getattr(docker, "vlume")  # noqa: B009 - mypy knows it is not there

    def test_an_unknown_import_is_the_usual_error(self) -> None:
        with pytest.raises(ImportError, match="cannot import name 'vlume'"):
            exec("from cdktf_cdktf_provider_docker import vlume")

    def test_a_star_import_brings_every_submodule(self) -> None:
        names: dict[str, object] = {}
        exec("from cdktf_cdktf_provider_docker import *", names)
        assert set(docker.__all__) <= set(names)

    def test_a_class_survives_pickling(self) -> None:
        assert pickle.loads(pickle.dumps(docker.volume.Volume)) is docker.volume.Volume

    def test_the_loader_is_pythons_own(self) -> None:
        assert type(docker.__loader__).__module__.startswith(("importlib", "_frozen_importlib"))
        assert docker.__spec__ is not None
        assert docker.__spec__.loader is docker.__loader__

    def test_the_source_and_the_resources_are_found(self) -> None:
        assert docker.__file__ is not None
        assert importlib.resources.files(docker).joinpath("py.typed").is_file()

    def test_only_what_is_used_is_imported(self, tmp_path: Path) -> None:
        code = (
            "import sys, lambda_container.bindings\n"
            "before = set(sys.modules)\n"
            "from cdktf_cdktf_provider_docker import volume\n"
            "import cdktf_cdktf_provider_docker.secret\n"
            "provider = 'cdktf_cdktf_provider_docker.'\n"
            "added = set(sys.modules) - before\n"
            "added = {n.split('.')[1] for n in added if n.startswith(provider)}\n"
            "assert added <= {'_jsii', '_private', 'volume', 'secret'}, added\n"
            "assert {'volume', 'secret'} <= added\n"
        )
        run(code, cwd=tmp_path)


def test_jsii_finds_the_submodule_of_a_type_that_node_returns() -> None:
    fqn = "@cdktf/provider-docker.dataDockerRegistryImage"
    assert _reference_map._submodule_fqn_map[fqn] == f"{ROOT}.data_docker_registry_image"


def test_jsii_imports_the_submodule_of_such_a_type(tmp_path: Path) -> None:
    code = (
        "import lambda_container.bindings, sys\n"
        "import cdktf_cdktf_provider_docker\n"
        "from jsii import _reference_map as types\n"
        "fqn = '@cdktf/provider-docker.buildxBuilder.BuildxBuilder'\n"
        "assert fqn not in types._types\n"
        "assert types._try_import_type_module(fqn)\n"
        "assert fqn in types._types\n"
    )
    run(code, cwd=tmp_path)


def test_locally_generated_imports_are_lazy(tmp_path: Path) -> None:
    stock = Path(docker.__file__ or "").parent
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports" / "docker").symlink_to(stock, target_is_directory=True)
    code = (
        "import sys, lambda_container.bindings\n"
        "from imports.docker.volume import Volume\n"
        "assert 'imports.docker.volume' in sys.modules\n"
        "assert 'imports.docker.image' not in sys.modules\n"
    )
    run(f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{code}", cwd=tmp_path)


def test_zipped_packages_are_lazy_and_work(tmp_path: Path) -> None:
    archive = tmp_path / "packages.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for package in (CONSTRUCTS / "lambda_container", Path(docker.__file__ or "").parent):
            for file in package.rglob("*"):
                if file.is_file() and "__pycache__" not in file.parts:
                    zipped.write(file, Path(package.name) / file.relative_to(package))
    code = (
        "import sys, lambda_container.bindings as bindings\n"
        "from cdktf import App, TerraformStack\n"
        "from cdktf_cdktf_provider_docker.volume import Volume\n"
        "assert '.zip' in bindings.__file__ and '.zip' in sys.modules[Volume.__module__].__file__\n"
        "assert 'cdktf_cdktf_provider_docker.secret' not in sys.modules\n"
        "print(Volume(TerraformStack(App(), 'a'), 'v', name='b').name_input)\n"
    )
    done = run(code, cwd=tmp_path, PYTHONPATH=str(archive))
    assert done.stdout.strip() == "b"
