"""Copies of what is deployed, made for the emulator's account."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from markdown_it import MarkdownIt

from tests.e2e.emulator import ACCOUNT, REGION, REGISTRY

_ORIGINAL = Path(__file__).parents[2]
_TOML = f"""
account = "{ACCOUNT}"
region = "{REGION}"
force_delete = true
# The provider at hand has no ephemeral token: see docs/testing.md.
login = "ecr-login"

[tags]
Purpose = "end-to-end"

[functions.hello]
memory_size = 256
timeout = 10
environment = {{ GREETING = "literal ${{not}} evaluated" }}

[functions.hello-ric]
memory_size = 192
timeout = 10
"""


class Source:
    """A program that synthesizes one stack, in a folder of its own."""

    python = sys.executable

    def __init__(
        self, root: Path, stack_name: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self.root, self.stack_name, self._environment = root, stack_name, environment or {}

    @property
    def stack(self) -> Path:
        """The folder that Terraform runs in."""
        return self.root / "cdktf.out" / "stacks" / self.stack_name

    @property
    def state(self) -> Path:
        return self.root / f"terraform.{self.stack_name}.tfstate"

    def synth(self) -> None:
        """Write the JSON, with the project's own main.py."""
        done = subprocess.run(
            [self.python, "main.py"],
            cwd=self.root,
            env={
                **os.environ,
                "AWS_REGION": REGION,
                "E2E_ACCOUNT": ACCOUNT,
                "PYTHONPATH": str(_ORIGINAL / "constructs"),
                **self._environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


class Project(Source):
    """The app, as a user would have it, with one environment."""

    def __init__(self, root: Path, environment: str = "e2e") -> None:
        super().__init__(root, environment)
        root.mkdir(parents=True)
        for name in ("main.py", "cdktf.json"):
            shutil.copy2(_ORIGINAL / name, root)
        leave_out = shutil.ignore_patterns("environments", "__pycache__", ".mypy_cache")
        for name in ("stacks", "functions"):
            shutil.copytree(_ORIGINAL / name, root / name, ignore=leave_out)
        settings = root / "stacks" / "environments" / f"{environment}.toml"
        settings.parent.mkdir()
        settings.write_text(_TOML)

    def function(self, name: str, file: str = "app.py") -> Path:
        """A file of a function."""
        return self.root / "functions" / name / file


class Listeners(Source):
    """The program in listeners/, whose function hears of everything."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "listeners")
        shutil.copytree(Path(__file__).with_name("listeners"), self.root)


class Twins(Source):
    """The program in twins/, with the function of probe/."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "twins")
        here = Path(__file__)
        shutil.copytree(here.with_name("twins"), root)
        shutil.copytree(here.with_name("probe") / "function", root / "function")


class Upgrade(Source):
    """The program in upgrade/, and what the last release made of it."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "upgrade")
        shutil.copytree(Path(__file__).with_name("upgrade"), root)
        self.is_released = True

    def synth(self) -> None:
        """Write the JSON, of the last release or of today's code."""
        if not self.is_released:
            super().synth()
            return
        self.stack.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.root / "released.json", self.stack / "cdk.tf.json")


class Pinned(Source):
    """The program in pinned/: two functions on two bases, in two stacks."""

    def __init__(self, root: Path, stack_name: str) -> None:
        super().__init__(root, stack_name)
        if root.exists():
            return
        shutil.copytree(Path(__file__).with_name("pinned"), root)
        handler = 'def handler(event, context):\n    return os.environ.get("BASE", "first")\n'
        slim = 'WORKDIR /var/task\nENTRYPOINT ["python3", "-m", "awslambdaric"]\n'
        dockerfiles = {
            "lambda": "FROM public.ecr.aws/lambda/python:3.13\nCOPY . ./\n",
            "slim": f"ARG TAG=3.13\nFROM python:${{TAG}}-slim\n{slim}COPY . ./\n",
        }
        for name, dockerfile in dockerfiles.items():
            (root / name).mkdir()
            (root / name / "app.py").write_text(f"import os\n\n\n{handler}")
            (root / name / "Dockerfile").write_text(dockerfile)


class Farm(Source):
    """The program in farm/: eight functions of one context, whose images differ by an argument."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "farm")
        here = Path(__file__)
        shutil.copytree(here.with_name("farm"), root)
        (root / "function").mkdir()
        shutil.copy2(here.with_name("probe") / "function" / "app.py", root / "function")
        self.build_by("echo $NUMBER >number")

    def build_by(self, command: str) -> None:
        """Say how each image is built; ``$NUMBER`` is its number."""
        (self.root / "function" / "Dockerfile").write_text(
            f"FROM public.ecr.aws/lambda/python:3.13\nARG NUMBER\nCOPY . ./\nRUN {command}\n"
        )


class Published(Source):
    """The program in published/: the same function in dev and prod, one of which a source is."""

    def __init__(self, root: Path, stack_name: str) -> None:
        super().__init__(root, stack_name)
        if not root.exists():
            here = Path(__file__)
            shutil.copytree(here.with_name("published"), root)
            (root / "function").mkdir()
            shutil.copy2(here.with_name("probe") / "function" / "app.py", root / "function")
            self.write("Dockerfile", "FROM public.ecr.aws/lambda/python:3.13\nCOPY . ./\n")
            self.build_moved_by("terraform")

    def build_moved_by(self, build: str) -> None:
        """Say who builds the image of the stack ``moved``."""
        (self.root / "moved").write_text(build)

    def write(self, name: str, text: str) -> None:
        """Write a file of the build context."""
        (self.root / "function" / name).write_text(text)


class Probe(Source):
    """The program in probe/, for what the app leaves at its defaults."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "probe")
        self.restore()

    def restore(self) -> None:
        """Make the source again what it is in the repository."""
        shutil.rmtree(self.root / "function", ignore_errors=True)
        shutil.copytree(Path(__file__).with_name("probe"), self.root, dirs_exist_ok=True)
        self.build_with()

    def build_with(self, **options: object) -> None:
        """Set the arguments of ``ContainerImage.build``."""
        (self.root / "options.json").write_text(json.dumps(options))

    def file(self, name: str) -> Path:
        """A file of the build context."""
        return self.root / "function" / name


class Guide(Source):
    """A program or a configuration of ``docs/``, for the emulator's account and Region.

    Args:
        root: Its folder.
        page: The page's name.
        language: ``python`` or ``hcl``.
        stack_name: The stack's name.
        changes: Texts to replace in it.
        holding: A text that only it has, if it is not the page's first of its language.
    """

    def __init__(
        self,
        root: Path,
        page: str,
        language: str,
        stack_name: str,
        changes: Mapping[str, str],
        *,
        holding: str = "",
    ) -> None:
        super().__init__(root, stack_name)
        self._language = language
        text = (_ORIGINAL / "docs" / page).read_text(encoding="utf-8")
        blocks = (token for token in MarkdownIt().parse(text) if token.type == "fence")
        self.text = next(
            block.content for block in blocks if block.info == language and holding in block.content
        )
        for before, after in {**changes, "111122223333": ACCOUNT, "eu-west-1": REGION}.items():
            assert before in self.text or before in ("111122223333", "eu-west-1")
            self.text = self.text.replace(before, after)
        root.mkdir(parents=True)
        if language == "hcl":
            shutil.copytree(_ORIGINAL / "modules", root / "modules")

    @property
    def stack(self) -> Path:
        """The folder that Terraform runs in."""
        return self.root if self._language == "hcl" else super().stack

    def synth(self) -> None:
        """Write what Terraform reads."""
        if self._language == "hcl":
            provider = f'provider "aws" {{\n  region = "{REGION}"\n}}\n'
            (self.root / "main.tf").write_text(provider + self.text)
            return
        (self.root / "main.py").write_text(self.text)
        super().synth()


class Example(Source):
    """A copy of one of ``examples/``, for the emulator's account and the providers at hand.

    Attributes:
        lacking: What the emulator has not: types of resources that are left out.
    """

    lacking = ("aws_appautoscaling_", "aws_codedeploy_")
    # hashicorp/aws 5.100 has no argument of these names.
    _newer = ("durable_config", "region")

    def __init__(self, root: Path, name: str, stack_name: str) -> None:
        super().__init__(root / "examples" / name, stack_name)
        leave_out = shutil.ignore_patterns("cdktf.out", "__pycache__")
        for folder in (f"examples/{name}", "functions"):
            shutil.copytree(_ORIGINAL / folder, root / folder, ignore=leave_out)

    def synth(self) -> None:
        """Write the JSON, with the account, the Region, the login and the types that are here."""
        super().synth()
        file = self.stack / "cdk.tf.json"
        text = file.read_text().replace("111122223333", ACCOUNT).replace("eu-west-1", REGION)
        stack = json.loads(text)
        # The provider at hand has no ephemeral token: see docs/testing.md.
        del stack["ephemeral"]
        for provider in stack["provider"]["docker"]:
            for login in provider["registry_auth"]:
                del login["username"], login["password"]
                login["address"] = REGISTRY
                login["config_file_content"] = json.dumps({"credsStore": "ecr-login"})
        _leave_out(stack["resource"], self.lacking)
        for resources in stack["resource"].values():
            for arguments in resources.values():
                for argument in self._newer:
                    arguments.pop(argument, None)
        file.write_text(json.dumps(stack, indent=2))


def _leave_out(resources: dict[str, dict[str, object]], types: tuple[str, ...]) -> None:
    """Take out what is of these types, and what refers to what was taken out."""
    gone = [
        f"{type_}.{name}"
        for type_ in resources
        if type_.startswith(types)
        for name in resources[type_]
    ]
    while gone:
        address = gone.pop()
        type_, _, name = address.partition(".")
        if resources[type_].pop(name, None) is None:
            continue
        gone += [
            f"{other}.{key}"
            for other, named in resources.items()
            for key, arguments in named.items()
            if re.search(rf"\b{re.escape(address)}\b", json.dumps(arguments))
        ]
    for type_ in [type_ for type_, named in resources.items() if not named]:
        del resources[type_]


class HclExample(Source):
    """A copy of one of ``examples/`` that is HCL, with the module and the functions beside it."""

    def __init__(self, root: Path, name: str) -> None:
        super().__init__(root, name)
        for folder in (f"examples/{name}", "modules", "functions"):
            leave_out = shutil.ignore_patterns(".terraform*", "*.tfstate*", "__pycache__")
            shutil.copytree(_ORIGINAL / folder, root / folder, ignore=leave_out)
        variables = json.dumps({"region": REGION})
        (self.stack / "terraform.tfvars.json").write_text(variables)

    @property
    def stack(self) -> Path:
        """The folder that Terraform runs in."""
        return self.root / "examples" / self.stack_name

    def synth(self) -> None:
        """Nothing: HCL is what Terraform reads."""

    def function(self, name: str, file: str = "app.py") -> Path:
        """A file of a function."""
        return self.root / "functions" / name / file
