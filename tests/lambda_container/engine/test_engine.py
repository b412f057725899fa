"""How engines are found and called; a stand-in on PATH writes down what it was asked."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.engine.build_request import Build
from lambda_container.engine.engine import Engine
from lambda_container.engine.engine_process import EngineError

STAND_IN = """#!/bin/sh
for word; do printf '%s\\n' "$word"; done >> "$CALLS"
case "$1 $2" in
    "buildx version") [ -n "$BUILDX" ]; exit ;;
    "image inspect") echo "WARNING: a plug-in is not valid" >&2; cat "$INSPECTED" ;;
    "image history") printf '%s\n' 8 0 75 ;;
    *) if [ -n "$FAILS" ]; then echo step 1; echo "$FAILS"; exit 3; fi ;;
esac
"""
INSPECTED = {
    "Id": "sha256:1",
    "Os": "linux",
    "Architecture": "arm64",
    "Size": 7,
    "Config": {"Entrypoint": None, "Cmd": ["app.handler"]},
}


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("docker", "podman", "nerdctl"):
        (folder / name).write_text(STAND_IN)
        (folder / name).chmod(0o755)
    (tmp_path / "inspected.json").write_text(json.dumps([INSPECTED]))
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), "/usr/bin", "/bin"]))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("INSPECTED", str(tmp_path / "inspected.json"))
    return folder


def calls(bin_folder: Path) -> list[str]:
    return (bin_folder.parent / "calls").read_text().splitlines()


def build_of(folder: Path, **changes: object) -> Build:
    inputs: dict[str, object] = {
        "context": str(folder),
        "dockerfile": f"{folder}/Dockerfile",
        "platform": "linux/arm64",
    }
    options: dict[str, object] = {"tags": ["hello:1"]}
    for name, value in changes.items():
        (inputs if name in BuildInputs.__struct_fields__ else options)[name] = value
    return Build(inputs=BuildInputs(**inputs), **options)  # type: ignore[arg-type]


class TestFind:
    def test_docker_comes_first(self, bin_folder: Path) -> None:
        assert Engine.find().name == "docker"
        (bin_folder / "docker").unlink()
        assert Engine.find().name in {"docker", "podman"}  # this machine may have its own

    def test_one_by_its_name(self, bin_folder: Path) -> None:
        assert Engine.find("nerdctl").program == str(bin_folder / "nerdctl")

    def test_it_is_not_installed(self, bin_folder: Path) -> None:
        with pytest.raises(EngineError, match="finch is not installed, or not on PATH"):
            Engine.find("finch")

    def test_it_is_unknown(self) -> None:
        with pytest.raises(EngineError, match=r"must be one of docker, podman.* got 'dokcer'"):
            Engine.find("dokcer")

    def test_there_is_none(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(EngineError, match="there is no container engine: install one of"):
            Engine.find()


class TestBuild:
    def test_everything_that_decides_is_passed(self, bin_folder: Path, tmp_path: Path) -> None:
        image = Engine.find("docker").build(
            build_of(
                tmp_path,
                target="app",
                build_args={"A": "1 2"},
                labels={"b": "3"},
                secrets=[
                    SecretSource(id="t", env="PATH"),
                    SecretSource(id="f", src=f"{tmp_path}/secret"),
                ],
            )
        )
        words = "\n".join(calls(bin_folder))
        for expected in (
            "build\n--platform\nlinux/arm64\n",
            f"--file\n{tmp_path}/Dockerfile\n",
            "--tag\nhello:1\n",
            "--target\napp\n",
            "--build-arg\nA=1 2\n",
            "--label\nb=3\n",
            "--secret\nid=t,env=PATH\n",
            f"--secret\nid=f,src={tmp_path}/secret\n{tmp_path}\n",
        ):
            assert expected in words
        assert (image.platform, image.command) == ("linux/arm64", ("app.handler",))
        assert image.entry_point == ()

    def test_a_secrets_file_may_be_called_anything(self, bin_folder: Path, tmp_path: Path) -> None:
        secrets = [SecretSource(id="f", src='/a,b/"c"')]
        Engine.find("docker").build(build_of(tmp_path, secrets=secrets))
        assert 'id=f,"src=/a,b/""c"""' in calls(bin_folder)

    def test_buildx_makes_no_attestation(
        self, bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BUILDX", "1")
        Engine.find("docker").build(build_of(tmp_path, cache_from=["type=registry,ref=a"]))
        words = "\n".join(calls(bin_folder))
        assert "buildx\nbuild\n--load\n--provenance=false\n--sbom=false\n" in words
        assert "--cache-from\ntype=registry,ref=a\n" in words

    def test_caches_need_buildx(self, bin_folder: Path, tmp_path: Path) -> None:
        with pytest.raises(EngineError, match=r"need docker.* plug-in buildx"):
            Engine.find("docker").build(build_of(tmp_path, cache_to=["type=inline"]))

    def test_a_build_that_fails_ends_with_its_last_lines(
        self, bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FAILS", "no such file")
        shown: list[str] = []
        with pytest.raises(EngineError, match=r"failed \(3\):\n  step 1\n  no such file$"):
            Engine.find("podman").build(build_of(tmp_path), show=shown.append)
        assert shown == ["step 1", "no such file"]

    def test_an_engine_that_is_away(
        self, bin_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FAILS", "Cannot connect to the Docker daemon at unix:///x. Is the d...")
        with pytest.raises(EngineError, match="docker does not answer: is it running"):
            Engine.find("docker").check()

    def test_docker_29_says_in_other_words_that_it_is_away(
        self, bin_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = "failed to connect to the docker API at unix:///var/run/docker.sock; check if the"
        monkeypatch.setenv("FAILS", f"{said} path is correct and if the daemon is running")
        with pytest.raises(EngineError, match="docker does not answer: is it running"):
            Engine.find("docker").check()

    def test_a_folder_that_buildx_cannot_write_is_told_with_the_way_out(
        self, bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FAILS", "ERROR: mkdir /home/me/.docker/buildx: read-only file system")
        with pytest.raises(EngineError, match="set BUILDX_CONFIG to a folder that buildx can"):
            Engine.find("docker").build(build_of(tmp_path))

    def test_a_secret_whose_variable_is_not_set_is_refused(
        self, bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("PIP_TOKEN", raising=False)
        secrets = [SecretSource(id="pip", env="PIP_TOKEN")]
        with pytest.raises(EngineError, match=r"variable PIP_TOKEN of the secret 'pip' is not set"):
            Engine.find("docker").build(build_of(tmp_path, secrets=secrets))
        assert not (tmp_path / "calls").exists()

    def test_a_base_image_of_another_platform_is_an_error(
        self, bin_folder: Path, tmp_path: Path
    ) -> None:
        warning = (
            "InvalidBaseImagePlatform: Base image python:3.13 was pulled with platform"
            ' "linux/amd64", expected "linux/arm64" for current build (line 1)'
        )
        (bin_folder / "docker").write_text(f"#!/bin/sh\ncat <<'END'\n - {warning}\nEND\n")
        with pytest.raises(EngineError, match=r'python:3\.13 was pulled with .*"linux/arm64" for'):
            Engine.find("docker").build(build_of(tmp_path))


class TestSize:
    def test_it_is_that_of_the_layers(self, bin_folder: Path) -> None:
        assert Engine.find("docker").size("hello:1") == 7

    def test_it_is_never_the_compressed_one(self, bin_folder: Path, tmp_path: Path) -> None:
        described = [{**INSPECTED, "Descriptor": {"mediaType": "m"}}]
        (tmp_path / "inspected.json").write_text(json.dumps(described))
        assert Engine.find("docker").size("hello:1") == 83


@pytest.mark.parametrize(
    "said", ["not json", "[]", "null", "[{}]", '[{"Id": "1"}]', "[1]", '[{"Id": 1}, {"Id": 2}]']
)
def test_an_answer_that_is_not_understood_is_an_error(
    said: str, bin_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "inspected.json").write_text(said)
    with pytest.raises(EngineError, match="docker image inspect: unexpected output"):
        Engine.find("docker").inspect("hello:1")
    with pytest.raises(EngineError, match="docker image inspect: unexpected output"):
        Engine.find("docker").size("hello:1")


def test_a_size_that_is_no_number_is_an_error(bin_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "inspected.json").write_text(json.dumps([{**INSPECTED, "Descriptor": {}}]))
    stand_in = (bin_folder / "docker").read_text().replace("8 0 75", "8 12MB")
    (bin_folder / "docker").write_text(stand_in)
    with pytest.raises(EngineError, match="docker image history: unexpected output"):
        Engine.find("docker").size("hello:1")


class TestInterruption:
    @pytest.mark.parametrize(
        "client",
        [
            "echo it runs; exec sleep 60",
            "trap '' TERM; echo it runs; exec sleep 60",
            pytest.param(
                "sleep 60 & echo it runs; wait",
                marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux tells who started"),
            ),
        ],
        ids=["polite", "deaf", "with a plug-in"],
    )
    def test_what_runs_is_ended_and_nothing_more_is_started(
        self, bin_folder: Path, tmp_path: Path, client: str
    ) -> None:
        (bin_folder / "podman").write_text(f"#!/bin/sh\n{client}\n")
        engine = Engine.find("podman")
        runs, raised = threading.Event(), []

        def build() -> None:
            try:
                engine.build(build_of(tmp_path), show=lambda _: runs.set())
            except EngineError as error:
                raised.append(str(error))

        thread = threading.Thread(target=build)
        thread.start()
        assert runs.wait(20)
        engine.stop()
        thread.join(20)
        assert raised == ["podman build: was interrupted"]
        with pytest.raises(EngineError, match="was interrupted"):
            engine.check()

    def test_what_is_being_started_at_that_moment_is_ended_too(
        self, bin_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (bin_folder / "podman").write_text("#!/bin/sh\nexec sleep 60\n")
        engine = Engine.find("podman")
        start = engine.start

        def start_and_stop(arguments: list[str], **options: Any) -> Any:
            process = start(arguments, **options)
            engine.stop()
            return process

        monkeypatch.setattr(engine, "start", start_and_stop)

        with pytest.raises(EngineError, match="was interrupted"):
            engine.check()
