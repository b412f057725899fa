"""The project on CDK Terrain (cdktn), written from this one, which is on CDKTF.

Only names differ: those of modules, packages, commands and the CDK itself. `make ... BASE=cdktn`
runs a target there; `make wheel` builds the wheels of both.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

from tools import step
from tools.step import ROOT, StepError

BASE = "cdktn"
FOLDER = ROOT / ".tools" / BASE
_LIST = "derived.json"

# In code, documents and settings.
_NAMES: tuple[tuple[str, str], ...] = (
    (r"\bcdktf_cdktf_provider_", "cdktn_provider_"),
    (r"\bcdktf-cdktf-provider-", "cdktn-provider-"),
    (r"@cdktf/provider-", "@cdktn/provider-"),
    (r"\bcdktf-lambda-container\b", "cdktn-lambda-container"),
    (r"\bcdktf-cli\b", "cdktn-cli"),
    (r"\b(from|import|bindings,|jsii,) cdktf\b(?=[\s\"',;\\]|$)", r"\1 cdktn"),
    (r"\bcdktf\.(?=[A-Z])", "cdktn."),
    (r"(?<=['\"])cdktf(?=['\"])", "cdktn"),
    (r"\bcdktf (?=(?:CLI|deploy|destroy|diff|get|output|synth)\b)", "cdktn "),
    (r"(?<!stock )\bCDKTF\b(?! is archived)", "CDK Terrain"),
)
# The other way round, too, where the library names both.
_SWAPPED = {"cdktf-cdktf-": "cdktn-", "cdktn_provider_": "cdktf_cdktf_provider_"}
_SWAPPED |= {"cdktf": "cdktn", "CDKTF": "CDK Terrain"}
_SWAPPED |= {"cdktn": "cdktf", "CDK Terrain": "CDKTF"}
_BOTH = PurePosixPath("constructs/lambda_container/base.py")
_DEPENDENCIES = {
    '"cdktf>=0.21,<0.22"': '"cdktn>=0.24,<0.25"',
    '"cdktf-cdktf-provider-aws>=21.22.1,<22"': '"cdktn-provider-aws>=25.8,<26"',
    '"cdktf-cdktf-provider-docker>=12.0.3,<13"': '"cdktn-provider-docker>=16.1,<17"',
    '"constructs>=10.4.2,<11"': '"constructs>=10.6,<10.8"',
}
_TEXT = {".json", ".md", ".py", ".pyi", ".toml", ".txt"}
# What takes the place of another file.
_PLACES = {
    "tools/cdktn/package.json": "package.json",
    "tools/cdktn/package-lock.json": "package-lock.json",
}
# The speed layer knows both; the rest is about what was measured, decided or pinned here.
_AS_IT_IS = (
    "constructs/lambda_container/bindings/",
    "benchmarks/",
    "docs/benchmarks/",
    "docs/cdktf-is-archived.md",
    "docs/decisions/",
    "docs/dependencies.md",
    "tests/tools/docs/",
    "tools/base.py",
    "tools/docs/",
    "CHANGELOG.md",
    "package-lock.json",
)


def derive(target: Path) -> None:
    """Write the project, as it is now, for the other base; what is ignored there stays.

    Args:
        target: The folder, which is created.

    Raises:
        StepError: git is missing or knows nothing of this folder, a file is not UTF-8, a dependency
            of pyproject.toml is not the one that is known here, or this is a derived project.
    """
    if (ROOT / _LIST).exists():
        raise StepError("This is the derived project: run it in the one that it was derived from.")
    files = _files()
    listed = target / _LIST
    before = set(json.loads(listed.read_text())) if listed.exists() else set()
    for name in before - files.keys():
        _remove(target, target / name)
    target.mkdir(parents=True, exist_ok=True)
    listed.write_text(json.dumps(sorted(files)))
    for name, source in files.items():
        content, file = source.read_bytes(), target / name
        if source.suffix in _TEXT or source.name.startswith("Pipfile"):
            try:
                content = _derived(PurePosixPath(name), content.decode()).encode()
            except UnicodeDecodeError as error:
                raise StepError(f"{name}: is not UTF-8: {error.reason}") from error
        # What is the same keeps its time, so that nothing is compiled again.
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        file.chmod(source.stat().st_mode)


def write() -> None:
    """Write the project for the other base to its folder here.

    Raises:
        StepError: As for ``derive``.
    """
    with step.alone():
        derive(FOLDER)


def renamed(text: str) -> str:
    """A text with the names of the other base."""
    for pattern, replacement in _NAMES:
        text = re.sub(pattern, replacement, text)
    return text


@step.job
def main(command: list[str]) -> int:
    """Run a command in the environment of the derived project."""
    write()
    run = FOLDER / "tools" / "run"
    inherited = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    os.execve(run, [str(run), *command], inherited)


def _files() -> dict[str, Path]:
    """The project's files, by the names that they get."""
    git = shutil.which("git")
    if git is None:
        raise StepError("git is not on PATH: it knows which files are the project's")
    options = ["-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(
        [git, "ls-files", *options], cwd=ROOT, text=True, capture_output=True, check=False
    )
    if listed.returncode:
        raise StepError(f"git does not know the project's files: {listed.stderr.strip()}")
    names = [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    files = {name.replace("cdktf.base.txt", "cdktn.base.txt"): ROOT / name for name in names}
    return files | {new: files[old] for old, new in _PLACES.items()}


def _remove(target: Path, path: Path) -> None:
    """Remove a file, and the folders that are empty without it."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == target or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


def _derived(name: PurePosixPath, text: str) -> str:
    if name == _BOTH:
        pattern = "|".join(map(re.escape, _SWAPPED))
        return re.sub(pattern, lambda found: _SWAPPED[found[0]], text)
    if name.name == "Pipfile.lock":
        return _lock(json.loads(text))
    if name.name == "Pipfile":
        return _pipfile(text)
    if name.name == "pyproject.toml" and name.parent == PurePosixPath():
        for old, new in _DEPENDENCIES.items():
            if text.count(old) != 1:
                raise StepError(f"pyproject.toml: {old} is not there once: see tools/base.py")
            text = text.replace(old, new)
    return text if str(name).startswith(_AS_IT_IS) else renamed(text)


def _pipfile(text: str) -> str:
    own, _, rest = text.partition("\n[cdktn]\n")
    listed, blank, rest = rest.partition("\n\n")
    replaced = r"(?m)^(?:cdktf|constructs)\b.*\n"
    own = re.sub(replaced, "", own).replace("[packages]\n", f"[packages]\n{listed}\n")
    # Its comment belongs to the section.
    return f"{own.rpartition(blank)[0]}{blank}{rest}"


def _lock(lock: dict[str, Any]) -> str:
    default = {name: pin for name, pin in lock["default"].items() if not name.startswith("cdktf")}
    other = lock.pop("cdktn")
    replaced = {name: pin for name, pin in other.items() if name.startswith("cdktn")}
    replaced["constructs"] = other["constructs"]
    lock["default"] = {**default, **replaced}
    return json.dumps(lock, indent=4) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
