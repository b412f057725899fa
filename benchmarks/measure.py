"""Measure the time and peak memory of a program and its child processes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024
_SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Program:
    """A program to measure.

    Attributes:
        name: The name in the tables.
        command: The command line; each run appends the output folder and the count, and the
            environment names the folder, too.
        environ: The complete environment of the process.
    """

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]

    def seconds(self, functions: int = 1, *, cache: Path | None = None) -> float:
        """Run once and return the wall-clock time; ``cache`` is jsii's package cache."""
        with tempfile.TemporaryDirectory(prefix="synth-") as outdir:
            start = time.perf_counter()
            with self._start(outdir, functions, cache) as process:
                _wait(self.name, process)
            return time.perf_counter() - start

    def peak_mib(self, functions: int = 1) -> float:
        """Run once and return the peak memory of Python and its Node processes together.

        Sums the resident memory in ``/proc`` every 20 ms. Timed runs are separate, because sampling
        takes time too.
        """
        peak = 0.0
        with tempfile.TemporaryDirectory(prefix="synth-") as outdir:
            process = self._start(outdir, functions, None)
            ended = threading.Event()

            def sample() -> None:
                nonlocal peak
                while not ended.wait(_SAMPLE_SECONDS):
                    peak = max(peak, sum(map(_resident, _family(process.pid))) / MIB)

            sampler = threading.Thread(target=sample)
            sampler.start()
            try:
                with process:
                    _wait(self.name, process)
            finally:
                ended.set()
                sampler.join()
        return peak

    def resources(self, functions: int) -> int:
        """Run once, and count the resources and data sources of the stack."""
        with tempfile.TemporaryDirectory(prefix="synth-") as outdir:
            with self._start(outdir, functions, None) as process:
                _wait(self.name, process)
            (stack,) = Path(outdir).glob("stacks/*/cdk.tf.json")
            document = json.loads(stack.read_text(encoding="utf-8"))
        return sum(
            len(named) for kind in ("resource", "data") for named in document.get(kind, {}).values()
        )

    def _start(self, outdir: str, functions: int, cache: Path | None) -> subprocess.Popen[str]:
        environ = {**self.environ, "CDKTF_OUTDIR": outdir}
        if cache is not None:
            environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"] = str(cache)
        return subprocess.Popen(
            [*self.command, outdir, str(functions)],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )


def medians(programs: Sequence[Program], runs: int, functions: int = 1) -> list[float]:
    """The median time of each program; the runs alternate, so that all see the same conditions."""
    times: list[list[float]] = [[] for _ in programs]
    for run in range(runs):
        for program, taken in zip(programs, times, strict=True):
            taken.append(program.seconds(functions))
            print(f"  {program.name}, run {run + 1}: {taken[-1]:.2f} s", file=sys.stderr)
    return [statistics.median(taken) for taken in times]


def _wait(name: str, process: subprocess.Popen[str]) -> None:
    _, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{name} failed:\n{errors}")


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
    except OSError:
        return  # the process has ended


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * 4096
