"""Compare the time and memory of a synthesis with this library and with its alternatives.

Usage: python benchmarks/synth.py [--quick]

Installs the alternatives into ``.bench/`` first, pinned by ``benchmarks/peers``. Prints tables, and
writes ``docs/benchmarks/synth.json``, ``synth.svg`` and the tables in the docs; ``--quick`` skips
the slow rows and writes nothing. Exits with 1 if a goal is missed. Linux only: memory is read from
``/proc``.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import venv
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from benchmarks.measure import Program, medians  # noqa: E402
from lambda_container.node_program import choose_node  # noqa: E402
from tools import base  # noqa: E402
from tools.docs import figures as figures_of_pages  # noqa: E402

BENCH = ROOT / ".bench"
PROGRAMS = HERE / "programs"
RESULTS = ROOT / "docs" / "benchmarks"

RUNS = 5
MEMORY_RUNS = 3
COUNTS = (1, 10, 100, 1_000)

# The goals: a minimum speed-up, or a maximum time, memory or ratio.
GOAL_STOCK = 35
GOAL_STOCK_MEMORY = 0.25
GOAL_CDKTN = 10
GOAL_CDKTN_ITSELF = 6
GOAL_BASES = 1.1
GOAL_AWS_CDK = 6
GOAL_FLOOR = 0.8
GOAL_MAIN = 1.4
GOAL_MIB = 173
GOAL_MAIN_SECONDS = 1.0
GOAL_SLOPE = 0.15
GOAL_1000_SECONDS = 10
GOAL_1000_MIB = 600
GOAL_PER_RESOURCE = 1.5

STOCK, OURS, FLOOR = "stock cdktf", "lambda_container", "cdktf alone"
CDKTN, AWS_CDK, MAIN = "cdktn", "AWS CDK", "main.py"
OURS_ON_CDKTN = "lambda_container on cdktn"
BARE, WITH_MORE = "ContainerFunction", "with alias, URL and queue"


def main(arguments: list[str]) -> int:
    """Run the benchmark and print the tables."""
    quick = "--quick" in arguments
    programs = five_resources()
    program_of = {program.name: program for program in programs}
    print("Warming up: unpacking and compiling packages once", file=sys.stderr)
    for program in programs:
        program.seconds()
    warm = dict(zip(program_of, medians(programs, RUNS), strict=True))
    memory = {
        name: statistics.median(program.peak_mib() for _ in range(MEMORY_RUNS))
        for name, program in program_of.items()
    }
    results: dict[str, Any] = {
        "machine": machine(),
        "runs": RUNS,
        "warm_seconds": warm,
        "peak_mib": memory,
    }
    if not quick:
        results["cold_seconds"] = {name: cold(program) for name, program in program_of.items()}
        results["curve"] = curve(program_of[STOCK], program_of[OURS])
        results["milliseconds_per_resource"] = per_resource(program_of[OURS])
    goals = judged(results)
    results["goals"] = [{"goal": goal, "value": value, "met": met} for goal, value, met in goals]
    print_tables(results)
    if not quick:
        write(results)
    return 0 if all(met for _, _, met in goals) else 1


def five_resources() -> list[Program]:
    """The programs that synthesize the five resources, and the project's own app."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "constructs"), "JSII_NODE": node()}
    environ.pop("LAMBDA_CONTAINER_EAGER", None)
    peers = {**environ, "PYTHONPATH": ""}
    cdktn = environment_of("cdktn")
    aws_cdk = environment_of("aws-cdk")
    # The same programs: cdktn only needs renamed imports.
    on_cdktn = BENCH / "programs-on-cdktn"
    on_cdktn.mkdir(exist_ok=True)
    for program in ("stock.py", "ours.py"):
        source = (PROGRAMS / program).read_text(encoding="utf-8")
        (on_cdktn / program).write_text(base.renamed(source), encoding="utf-8")
    ours_on_cdktn = derived()

    def own(name: str, program: str) -> Program:
        return Program(name, [sys.executable, str(PROGRAMS / program)], environ)

    return [
        own(STOCK, "stock.py"),
        Program(CDKTN, [str(cdktn), str(on_cdktn / "stock.py")], peers),
        Program(AWS_CDK, [str(aws_cdk), str(PROGRAMS / "docker_image_function.py")], peers),
        own(FLOOR, "floor.py"),
        own(OURS, "ours.py"),
        Program(
            OURS_ON_CDKTN,
            [str(ours_on_cdktn), str(on_cdktn / "ours.py")],
            {**environ, "PYTHONPATH": str(base.FOLDER / "constructs")},
        ),
        Program(MAIN, [sys.executable, str(ROOT / MAIN)], environ),
    ]


def derived() -> Path:
    """The Python of the project on cdktn, which is written and installed if need be."""
    base.write()
    environ = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run([base.FOLDER / "tools" / "run", "python", "-c", ""], env=environ, check=True)
    return base.FOLDER / ".venv" / "bin" / "python"


def node() -> str:
    """The Node for all programs: the one that this library chooses."""
    return os.environ.get("JSII_NODE") or choose_node(os.environ)[0]


def environment_of(peer: str) -> Path:
    """The Python of a peer's own environment, which is installed if missing."""
    pins = HERE / "peers" / f"{peer}.txt"
    folder = BENCH / peer
    python = folder / "bin" / "python"
    installed = folder / "installed.txt"
    if not installed.is_file() or installed.read_bytes() != pins.read_bytes():
        print(f"Installing {peer}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", pins], check=True)
        installed.write_bytes(pins.read_bytes())
    return python


def cold(program: Program) -> float:
    """The seconds of one run with an empty jsii package cache."""
    with tempfile.TemporaryDirectory(prefix="synth-cold-") as cache:
        seconds = program.seconds(cache=Path(cache))
    print(f"  {program.name}, cold: {seconds:.2f} s", file=sys.stderr)
    return seconds


def curve(stock: Program, ours: Program) -> dict[str, Any]:
    """Time by number of functions, also for ``ContainerFunction``, with its peak memory."""
    functions = container_functions(BARE, ours)
    seconds: dict[str, list[float]] = {STOCK: [], OURS: [], BARE: []}
    for count in COUNTS:
        print(f"{count:,} functions", file=sys.stderr)
        compared = [stock, ours, functions]
        taken = medians(compared, 1 if count == COUNTS[-1] else 3, count)
        for each, value in zip(compared, taken, strict=True):
            seconds[each.name].append(value)
    return {
        "functions": list(COUNTS),
        "seconds": seconds,
        "container_functions_1000_peak_mib": functions.peak_mib(COUNTS[-1]),
    }


def container_functions(name: str, ours: Program, *options: str) -> Program:
    """A program that synthesizes this library's functions in one stack."""
    program = PROGRAMS / "container_functions.py"
    return Program(name, [sys.executable, str(program), *options], ours.environ)


def per_resource(ours: Program) -> dict[str, float]:
    """Milliseconds per added resource, from 10 functions to 100: bare, and with more resources."""
    programs = [
        container_functions(BARE, ours),
        container_functions(WITH_MORE, ours, "--with-alias-url-queue"),
    ]
    few, many = (medians(programs, RUNS, functions) for functions in (10, 100))
    added = [program.resources(100) - program.resources(10) for program in programs]
    return {
        program.name: 1_000 * (after - before) / resources
        for program, before, after, resources in zip(programs, few, many, added, strict=True)
    }


def judged(results: dict[str, Any]) -> list[tuple[str, float, bool]]:
    """Each goal, its value in this run, and whether it is met."""
    warm, memory = results["warm_seconds"], results["peak_mib"]
    ours = warm[OURS]
    share = memory[OURS] / memory[STOCK]
    goals = [
        at_least(f"times as fast as {STOCK}", warm[STOCK] / ours, GOAL_STOCK),
        at_most(f"of the memory of {STOCK}", share, GOAL_STOCK_MEMORY),
        at_least(f"times as fast as {CDKTN}", warm[CDKTN] / ours, GOAL_CDKTN),
        at_least(
            f"times as fast as {CDKTN}, on {CDKTN}",
            warm[CDKTN] / warm[OURS_ON_CDKTN],
            GOAL_CDKTN_ITSELF,
        ),
        at_most(f"times the time on cdktf, on {CDKTN}", warm[OURS_ON_CDKTN] / ours, GOAL_BASES),
        at_least(f"times as fast as {AWS_CDK}", warm[AWS_CDK] / ours, GOAL_AWS_CDK),
        at_most(f"times the time of {FLOOR}", ours / warm[FLOOR], GOAL_FLOOR),
        at_most(f"times the time of {FLOOR}, for {MAIN}", warm[MAIN] / warm[FLOOR], GOAL_MAIN),
        at_most("seconds for main.py", warm[MAIN], GOAL_MAIN_SECONDS),
        at_most("MiB of memory", memory[OURS], GOAL_MIB),
    ]
    if "curve" in results:
        seconds = results["curve"]["seconds"][BARE]
        _, ten, hundred, thousand = seconds
        change = abs(((thousand - hundred) / 900) / ((hundred - ten) / 90) - 1)
        peak = results["curve"]["container_functions_1000_peak_mib"]
        goals += [
            at_most("change of slope, 100 to 1,000 after 10 to 100", change, GOAL_SLOPE),
            at_most("seconds for 1,000 ContainerFunctions", thousand, GOAL_1000_SECONDS),
            at_most("MiB for 1,000 ContainerFunctions", peak, GOAL_1000_MIB),
        ]
    if "milliseconds_per_resource" in results:
        cost = results["milliseconds_per_resource"]
        ratio = cost[WITH_MORE] / cost[BARE]
        what = f"times the time per resource {WITH_MORE}, of a bare one's"
        goals.append(at_most(what, ratio, GOAL_PER_RESOURCE))
    return goals


def at_least(what: str, value: float, goal: float) -> tuple[str, float, bool]:
    """A goal that a value must reach."""
    return f"at least {goal:g} {what}", value, value >= goal


def at_most(what: str, value: float, goal: float) -> tuple[str, float, bool]:
    """A goal that a value must not exceed."""
    return f"at most {goal:g} {what}", value, value <= goal


def machine() -> dict[str, str]:
    """The hardware and software that the figures depend on."""
    names = ("cdktf", "cdktf-cdktf-provider-aws", "cdktf-cdktf-provider-docker", "jsii")
    return {
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "node": subprocess.check_output([node(), "--version"], text=True).strip(),
        **{name: version(name) for name in names},
        **{
            name: pin
            for peer in ("cdktn", "aws-cdk")
            for name, _, pin in (
                line.partition("==")
                for line in (HERE / "peers" / f"{peer}.txt").read_text().splitlines()
            )
            if name.startswith(("cdktn", "aws-cdk-lib"))
        },
    }


def print_tables(results: dict[str, Any]) -> None:
    """Print the measurements and the goals."""
    colds = results.get("cold_seconds", {})
    print(f"{'five resources, one stack':<28}{'warm s':>9}{'cold s':>9}{'peak MiB':>10}")
    for name, seconds in results["warm_seconds"].items():
        cold_seconds = f"{colds[name]:.2f}" if name in colds else "-"
        print(f"{name:<28}{seconds:>9.2f}{cold_seconds:>9}{results['peak_mib'][name]:>10.0f}")
    if "curve" in results:
        print(f"\n{'functions in one stack':<28}" + "".join(f"{count:>9,}" for count in COUNTS))
        for name, seconds in results["curve"]["seconds"].items():
            print(f"{name:<28}" + "".join(f"{value:>8.2f}s" for value in seconds))
    for name, milliseconds in results.get("milliseconds_per_resource", {}).items():
        print(f"{name + ', each resource':<45}{milliseconds:>8.2f} ms")
    print()
    for goal in results["goals"]:
        print(f"{'met   ' if goal['met'] else 'MISSED'}  {goal['value']:>8.2f}  {goal['goal']}")


def write(results: dict[str, Any]) -> None:
    """Write the figures, their plot, and the tables in the docs."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    figures = RESULTS / "synth.json"
    figures.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    plot = [environment_of("plot"), HERE / "plot_synth.py", figures, RESULTS / "synth.svg"]
    subprocess.run(plot, check=True)
    figures_of_pages.refresh()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
