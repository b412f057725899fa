"""A project of two stacks whose image is published, with a registry and an engine in memory."""

from __future__ import annotations

from pathlib import Path

from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lambda_container import ContainerFunction, ContainerImage, Repository
from lambda_container.cli import main as cli
from lambda_container.file_system import LOCK_FILE
from lambda_container.manifest.lock_file import Lock
from lambda_container.manifest.stack_reader import read_manifests
from tests.lambda_container.operations.publish.stand_in_scans import StandInScans
from tests.lambda_container.operations.publish.stand_ins import StandInEngine, StandInRegistry


class Project:
    """dev and prod of one function, and the registry that both use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = StandInRegistry()
        self.registry.repositories = {"dev": {}, "prod": {}}
        self.engine = StandInEngine(self.registry)
        self.functions: dict[str, str] = {}
        self.scans = StandInScans()
        (folder / "function").mkdir()
        (folder / "function" / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")
        (folder / "function" / "a").write_text("")
        (folder / "cdktf.json").write_text('{"app": "false"}')
        self.synth()

    def synth(self) -> None:
        app = App(outdir=str(self.folder / "cdktf.out"))
        for name in ("dev", "prod"):
            stack = TerraformStack(app, name)
            LocalBackend(stack, path="x.tfstate")
            AwsProvider(stack, "aws", region="eu-west-1")
            image = ContainerImage.build(
                self.folder / "function",
                repository=Repository.from_name(stack, "Repository", name),
                build="published",
                lock=self.folder / LOCK_FILE,
                id="Image-Hello",
            )
            ContainerFunction(stack, "Hello", image=image)
        app.synth()

    @property
    def tag(self) -> str:
        tag = read_manifests(self.folder / "cdktf.out")[0].images[0].tag
        assert tag is not None
        return tag

    def digest(self, stack: str) -> str | None:
        locked = Lock.read(self.folder / LOCK_FILE).image(stack, "Image-Hello")
        return None if locked is None else locked.digest

    def pinned(self, stack: str) -> str | None:
        """What synth pins the stack to."""
        self.synth()
        manifests = {each.name: each for each in read_manifests(self.folder / "cdktf.out")}
        return manifests[stack].images[0].digest


def run(*arguments: str) -> int:
    return cli.main([arguments[0], "--skip-synth", *arguments[1:]])
