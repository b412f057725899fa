"""The content hash in HCL covers all files sent to Docker, and no others where HCL can tell.

The real Terraform computes it; no provider is needed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lambda_container.build.context import BuildContext
from tests.lambda_container.build.ignore_cases import CASES, TREE, make_tree
from tests.terraform import GO, Terraform
from tools.module import MODULE, blocks

_ASKED = (
    *("architecture", "build_args", "build_secrets", "content_hash", "dockerfile", "exclude"),
    *("extra_hash", "labels", "source_path", "target"),
)
_LOCALS = """
variable "image" {
  default = null
}

locals {
  source     = var.source_path == null ? "uri" : "build"
  platform   = { x86_64 = "linux/amd64", arm64 = "linux/arm64" }[var.architecture]
  dockerfile = "${local.context}/${var.dockerfile}"
}

output "files" {
  value = local.hashed
}

output "content_hash" {
  value = local.content_hash
}

output "terraforms_own" {
  value = local.terraforms_own
}
"""


def computed(folder: Path, calls: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the locals for each module call, by the call's name."""
    module = folder / "module"
    module.mkdir(exist_ok=True)
    shutil.copy(MODULE / "content_hash.tf", module)
    asked = [b.text for b in blocks() if b.kind == "variable" and b.labels[0] in _ASKED]
    checks = re.compile(r"^  validation \{\n.*?^  \}\n", re.MULTILINE | re.DOTALL)
    (module / "main.tf").write_text(_LOCALS + checks.sub("", "\n".join(asked)))
    root = {
        "module": {name: {"source": "./module", **call} for name, call in calls.items()},
        "output": {"all": {"value": {name: f"${{module.{name}}}" for name in calls}}},
    }
    (folder / "main.tf.json").write_text(json.dumps(root))
    for command in (["init"], ["apply", "-auto-approve"]):
        done = subprocess.run(
            ["terraform", *command, "-no-color"],
            cwd=folder,
            env={**os.environ, **GO, "CHECKPOINT_DISABLE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    state = json.loads((folder / "terraform.tfstate").read_text())
    found: dict[str, Any] = state["outputs"]["all"]["value"]
    return found


def sent(root: Path) -> set[str]:
    """The files sent to Docker, according to the Python hash."""
    context = BuildContext.read(root, subject="ContainerImage 'x'")
    return {entry.path for entry in context.entries if entry.kind == "file"}


def behind_a_link(root: Path, path: str) -> bool:
    """Whether fileset found a file through a link; Docker is sent the link itself."""
    return any((root / part).is_symlink() for part in [path, *map(str, Path(path).parents)])


def test_it_covers_every_file_that_docker_is_sent(terraform: Terraform, tmp_path: Path) -> None:
    roots = {}
    for i, case in enumerate(CASES):
        root = roots[f"case{i}"] = case.make(tmp_path / f"case{i}")
        for path in root.rglob("*"):
            if path.is_symlink() and not path.exists():
                path.unlink()  # fileset fails on it: see docs/module.md
    calls = {name: {"source_path": f"./{name}"} for name in roots}

    found = computed(tmp_path, calls)

    missing = {
        CASES[i].about: sorted(sent(root) - set(found[name]["files"]))
        for i, (name, root) in enumerate(roots.items())
    }
    assert {about: files for about, files in missing.items() if files} == {}
    exact = [
        CASES[i].about
        for i, (name, root) in enumerate(roots.items())
        if sent(root) == {path for path in found[name]["files"] if not behind_a_link(root, path)}
    ]
    # The others have lines that HCL cannot express, so all of their files are hashed.
    assert len(exact) > len(CASES) / 2


def test_it_is_exact_for_the_usual_ignore_files(terraform: Terraform, tmp_path: Path) -> None:
    usual = {
        "none": "",
        "names": "# not sent\n.env\nREADME.md\ndocs/\n/src/lib\n",
        "wildcards": "**/*.pyc\n*.md\n**/__pycache__\ndocs/*/intro.txt\n",
        "list": "*\n!app.py\n!src/\n",
        "exceptions": "docs\n!docs/intro.txt\n*.md\n!README.md\nsrc/**\n",
        "empty_lines": "\n  README.md  \n\n",
    }
    for name, text in usual.items():
        make_tree(tmp_path / name, tuple(path for path in TREE if "->" not in path))
        (tmp_path / name / ".dockerignore").write_text(text)

    found = computed(tmp_path, {name: {"source_path": f"./{name}"} for name in usual})

    assert {n: set(found[n]["files"]) for n in usual} == {n: sent(tmp_path / n) for n in usual}


def test_it_changes_with_what_is_built_and_with_nothing_else(
    terraform: Terraform, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    make_tree(source, ("Dockerfile", "app.py", "README.md", ".git/HEAD", "other.Dockerfile"))
    (source / ".dockerignore").write_text("README.md\n")
    shutil.copytree(source, tmp_path / "elsewhere")
    changes: dict[str, Callable[[Path], object]] = {
        "byte": lambda root: (root / "app.py").write_text("other"),
        "dockerfile": lambda root: (root / "Dockerfile").write_text("FROM other"),
        "new": lambda root: (root / "new.py").write_text(""),
        "renamed": lambda root: (root / "app.py").rename(root / "main.py"),
        "ignored": lambda root: (root / "README.md").write_text("other"),
        "history": lambda root: (root / ".git/HEAD").write_text("other"),
        "excluded": lambda root: (root / "other.Dockerfile").write_text("other"),
    }
    calls: dict[str, Any] = {"first": {"source_path": "./source"}}
    for name, change in changes.items():
        shutil.copytree(source, tmp_path / name)
        change(tmp_path / name)
        calls[name] = {"source_path": f"./{name}"}
    calls |= {
        "elsewhere": {"source_path": "./elsewhere"},
        "architecture": {"source_path": "./source", "architecture": "arm64"},
        "target": {"source_path": "./source", "target": "test"},
        "argument": {"source_path": "./source", "build_args": {"A": "1"}},
        "label": {"source_path": "./source", "labels": {"A": "1"}},
        "secret": {"source_path": "./source", "build_secrets": {"a": {"env": "A"}}},
        "extra": {"source_path": "./source", "extra_hash": "1"},
        "without": {"source_path": "./source", "exclude": ["other.*"]},
        "given": {"source_path": "./source", "content_hash": "a" * 64},
        "existing": {},
    }
    calls["excluded"]["exclude"] = ["other.*"]

    hashes = {name: call["content_hash"] for name, call in computed(tmp_path, calls).items()}

    same = {name for name, value in hashes.items() if value == hashes["first"]}
    assert same == {"first", "elsewhere", "ignored", "history"}
    assert hashes["excluded"] == hashes["without"]
    assert hashes["given"] == "a" * 64
    assert hashes["existing"] is None
    others = [value for name, value in hashes.items() if name not in same | {"excluded"}]
    assert len(set(others)) == len(others)


def test_an_unclear_exception_leaves_all_in_but_what_is_excluded(
    terraform: Terraform, tmp_path: Path
) -> None:
    make_tree(tmp_path / "source", ("Dockerfile", "app.py", "README.md", "notes.txt"))
    (tmp_path / "source" / ".dockerignore").write_text("README.md\n![a-z]*\n")

    found = computed(tmp_path, {"it": {"source_path": "./source", "exclude": ["*.txt"]}})

    assert found["it"]["files"] == ["Dockerfile", "README.md", "app.py"]


def test_what_terraform_writes_is_told(terraform: Terraform, tmp_path: Path) -> None:
    tree = (
        *(
            "Dockerfile",
            "app.py",
            ".terraform/providers/x",
            "terraform.tfstate",
            "a/b.tfstate.backup",
        ),
        ".terraform.lock.hcl",
    )
    make_tree(tmp_path / "with", tree)
    make_tree(tmp_path / "ignored", tree)
    (tmp_path / "ignored" / ".dockerignore").write_text(".terraform\n**/*.tfstate*\n")
    calls = {name: {"source_path": f"./{name}"} for name in ("with", "ignored")}

    found = computed(tmp_path, calls)

    assert found["ignored"]["terraforms_own"] == []
    assert found["with"]["terraforms_own"] == [
        ".terraform/providers/x",
        "a/b.tfstate.backup",
        "terraform.tfstate",
    ]
    assert found["with"]["files"] == found["ignored"]["files"] == ["Dockerfile", "app.py"]
