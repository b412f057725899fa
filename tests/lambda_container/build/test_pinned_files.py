"""The Dockerfile of a build whose bases are pinned."""

from __future__ import annotations

from pathlib import Path

from lambda_container.build.build_inputs import BuildInputs
from lambda_container.build.pinned_files import pinned, write_pinned

DIGEST = f"sha256:{'a' * 64}"


def inputs(folder: Path, **bases: str) -> BuildInputs:
    (folder / "Dockerfile").write_text("FROM alpine\n")
    pins = {f"{name} linux/amd64": digest for name, digest in bases.items()}
    return BuildInputs(
        platform="linux/amd64",
        context=str(folder),
        dockerfile=str(folder / "Dockerfile"),
        bases=pins,
    )


def test_without_pins_a_build_has_its_own(tmp_path: Path) -> None:
    given = inputs(tmp_path)
    with pinned(given) as taken:
        assert taken is given


def test_with_pins_it_has_another_as_long_as_it_builds(tmp_path: Path) -> None:
    with pinned(inputs(tmp_path, alpine=DIGEST)) as taken:
        file = Path(taken.dockerfile)
        assert file.read_text() == f"FROM alpine@{DIGEST}\n"
        assert taken.context == str(tmp_path)
        assert [each.name for each in file.parent.iterdir()] == ["Dockerfile"]
    assert not file.parent.exists()
    assert (tmp_path / "Dockerfile").read_text() == "FROM alpine\n"


def test_what_the_dockerfile_ignores_goes_with_it(tmp_path: Path) -> None:
    given = inputs(tmp_path, alpine=DIGEST)
    ignore, file = tmp_path / "Dockerfile.dockerignore", tmp_path / "out" / "a.Dockerfile"
    file.parent.mkdir()
    ignore.write_text("secret\n")
    write_pinned(given, file)
    assert file.with_name("a.Dockerfile.dockerignore").read_text() == "secret\n"
    ignore.unlink()
    write_pinned(given, file)
    assert [each.name for each in file.parent.iterdir()] == ["a.Dockerfile"]
