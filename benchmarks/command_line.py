"""Measure how long ``why`` and ``doctor`` take from the shell.

The image has 2,000 files, one of which changed since the synthesis and the commit. Exits with 1
if a goal is missed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = 2_000
RUNS = 5
GOAL_SECONDS = 1.0

APP = """
import lambda_container
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from lambda_container import ContainerFunction, ContainerImage, Repository

app = App()
stack = TerraformStack(app, "dev")
AwsProvider(stack, "aws", region="eu-west-1")
repository = Repository(stack, "Repository", name="hello")
image = ContainerImage.build("hello", repository=repository)
ContainerFunction(stack, "Hello", image=image)
app.synth()
"""


def main() -> int:
    """Run the benchmark and print the table."""
    with tempfile.TemporaryDirectory(prefix="command-line-") as folder:
        project = Path(folder)
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "constructs"),
            "XDG_CACHE_HOME": str(project / "cache"),
        }
        make(project, environ)
        commands = (("why", "Hello"), ("why", "Hello", "--since", "HEAD"), ("doctor",))
        medians = {command: median(command, project, environ) for command in commands}
    print(f"{'command':<30} {'median':>8} {'longest':>8}  goal")
    for command, (middle, longest) in medians.items():
        met = "met" if middle <= GOAL_SECONDS else "MISSED"
        print(
            f"{' '.join(command):<30} {middle:>6.2f} s {longest:>6.2f} s"
            f"  at most {GOAL_SECONDS:g} s: {met}"
        )
    return 0 if all(middle <= GOAL_SECONDS for middle, _ in medians.values()) else 1


def make(project: Path, environ: dict[str, str]) -> None:
    """Create a project that has changed since it was committed and synthesized."""
    for number in range(FILES):
        path = project / "hello" / f"module_{number // 40}" / f"file_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(number.to_bytes(4, "big") * 512)
    (project / "hello" / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (project / "hello" / ".dockerignore").write_text("**/__pycache__\n**/*.py[cod]\n*.md\n")
    (project / "app.py").write_text(APP)
    (project / "cdktf.json").write_text('{"app": "python app.py"}')
    (project / ".gitignore").write_text("cache/\ncdktf.out/\n")
    settings = ["-c", "user.name=x", "-c", "user.email=x", "-c", "commit.gpgsign=false"]
    for arguments in (["init"], ["add", "."], ["commit", "--message", "one"]):
        command = ["git", *settings, *arguments]
        subprocess.run(command, cwd=project, check=True, capture_output=True)
    subprocess.run([sys.executable, "app.py"], cwd=project, env=environ, check=True)
    (project / "hello" / "module_0" / "file_0.py").write_text("changed\n")


def median(command: tuple[str, ...], project: Path, environ: dict[str, str]) -> tuple[float, float]:
    """The median and the longest of some runs, in seconds."""
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "lambda_container", *command],
            cwd=project,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds.append(time.perf_counter() - started)
        if command[0] == "why" and "module_0/file_0.py (2048 bytes -> 8 bytes)" not in done.stdout:
            raise SystemExit(done.stdout + done.stderr)
    return statistics.median(seconds), max(seconds)


if __name__ == "__main__":
    sys.exit(main())
