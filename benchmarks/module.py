"""Compare plans of the Terraform module with those of the Python stack of the same functions.

Both are planned by the real Terraform with mock providers, in turns. Then one function is planned
whose folder has 20,000 files that are sent, and one whose files are ignored. Exits with 1 if a goal
is missed. Needs Terraform and hashicorp/aws, as the tests do.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import lambda_container  # noqa: E402, F401 - before the provider, which is then loaded lazily

# isort: split
from cdktf import TerraformStack  # noqa: E402

from lambda_container import ContainerFunction, ContainerImage, Repository  # noqa: E402
from tests.modules.mocked import AWS, Mocked, copy_without_docker  # noqa: E402
from tests.modules.programs import synthesized  # noqa: E402
from tests.terraform import find_terraform  # noqa: E402
from tools.module import MODULE  # noqa: E402

INSTANCES = 200
FILES = 20_000
RUNS = 3
GOAL = 1.5
GOAL_IGNORED = 1.0
_ROOT_MODULE = {"provider": {"aws": {}}, "terraform": {"required_providers": {"aws": AWS}}}


def main() -> int:
    """Run the benchmark and print the table."""
    warnings.simplefilter("ignore")
    terraform = find_terraform()
    with tempfile.TemporaryDirectory(prefix="module-") as temporary:
        folder = Path(temporary)
        source(folder / "source")
        rows = {
            "Python stack": synthesized(functions, folder / "source", folder / "python"),
            "module": calls(folder / "calls", folder / "source", INSTANCES),
        }
        for name, rules in {"sent": "", "ignored": "many\n"}.items():
            source(folder / name, files=FILES, rules=rules)
            rows[f"{FILES} files {name}"] = calls(folder / f"{name}-call", folder / name, 1)
        # Terraform as its users have it, with its garbage collection.
        planned = {name: Mocked(each, terraform, environment={}) for name, each in rows.items()}
        times: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(RUNS):
            for name, mocked in planned.items():
                times[name].append(plan_seconds(mocked))
    python, module, sent, ignored = (statistics.median(taken) for taken in times.values())
    for name, taken in times.items():
        print(f"{name:<22} {statistics.median(taken):>7.2f} s")
    ratios = {
        f"module / Python stack, {INSTANCES} functions": (module / python, GOAL),
        "ignored files / files that are sent": (ignored / sent, GOAL_IGNORED),
    }
    for name, (ratio, goal) in ratios.items():
        met = "met" if ratio <= goal else "MISSED"
        print(f"{name:<45} {ratio:>5.2f}  at most {goal:g}: {met}")
    return 0 if all(ratio <= goal for ratio, goal in ratios.values()) else 1


def plan_seconds(mocked: Mocked) -> float:
    """How long a plan takes."""
    started = time.perf_counter()
    wrong = [each for each in mocked.plan() if each["severity"] == "error"]
    if wrong:
        raise RuntimeError(f"a plan failed: {wrong[0]}")
    return time.perf_counter() - started


def source(folder: Path, *, files: int = 0, rules: str = "") -> None:
    """Make a build context."""
    (folder / "many").mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    (folder / ".dockerignore").write_text(rules)
    for number in range(files):
        (folder / "many" / f"{number}.txt").write_text(str(number))


def calls(folder: Path, context: Path, instances: int) -> Path:
    """Make a configuration that calls the module with ``for_each``."""
    copy_without_docker(MODULE, folder / "module")
    call = {
        "source": "./module",
        "for_each": f"${{toset([for i in range({instances}) : tostring(i)])}}",
        "function_name": "function-${each.key}",
        "source_path": str(context),
    }
    document = {**_ROOT_MODULE, "module": {"function": call}}
    (folder / "main.tf.json").write_text(json.dumps(document))
    return folder


def functions(stack: TerraformStack, context: Path) -> None:
    """The same functions, in Python."""
    for number in range(INSTANCES):
        name = f"function-{number}"
        repository = Repository(stack, f"Repository{number}", name=name, login="ecr-login")
        image = ContainerImage.build(context, repository=repository)
        function = ContainerFunction(stack, f"Function{number}", function_name=name, image=image)
        function.add_dead_letter_queue()


if __name__ == "__main__":
    sys.exit(main())
