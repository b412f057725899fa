"""Compare the speed of the content hash with ``hashlib.sha256`` on the same bytes.

Prints MiB/s for one file of 1 GiB and files/s for 2,000 small ones, including the folder walk, as
medians of interleaved runs, and the peak memory. Exits with 1 if a goal is missed.
"""

from __future__ import annotations

import hashlib
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "constructs"))

from lambda_container.build.build_inputs import BuildInputs  # noqa: E402
from lambda_container.build.content_hash import content_hash  # noqa: E402
from lambda_container.build.context import BuildContext  # noqa: E402

SMALL_FILES = 2_000
SMALL_BYTES = 2_048
BIG_MIB = 1_024
MIB = 1024 * 1024
RUNS = 5

GOAL_OF_HASHLIB = 0.6
GOAL_FILES_PER_SECOND = 10_000
GOAL_MEMORY_MIB = 16


def main() -> int:
    """Run the benchmark and print the table."""
    with tempfile.TemporaryDirectory(prefix="content-hash-") as folder:
        small = make_small(Path(folder) / "small")
        big = make_big(Path(folder) / "big")
        memory_before = peak_mib()
        ours_small, hashlib_small = medians(lambda: of_context(small), lambda: of_hashlib(small))
        ours_big, hashlib_big = medians(lambda: of_context(big), lambda: of_hashlib(big))
        memory = peak_mib() - memory_before

    files_per_second = SMALL_FILES / ours_small
    share = hashlib_big / ours_big
    rows = (
        (f"{SMALL_FILES:,} files of {SMALL_BYTES:,} bytes", "files/s", SMALL_FILES, ours_small,
         hashlib_small, files_per_second >= GOAL_FILES_PER_SECOND,
         f"at least {GOAL_FILES_PER_SECOND:,} files/s"),
        ("1 file of 1 GiB", "MiB/s", BIG_MIB, ours_big, hashlib_big, share >= GOAL_OF_HASHLIB,
         f"at least {GOAL_OF_HASHLIB} of hashlib"),
    )  # fmt: skip
    print(f"{'context':<27} {'content hash':>20} {'hashlib.sha256':>20} {'ratio':>6}  goal")
    for name, unit, amount, ours, theirs, met, goal in rows:
        print(
            f"{name:<27} {amount / ours:>12,.0f} {unit:<7} {amount / theirs:>12,.0f} {unit:<7}"
            f" {theirs / ours:>6.2f}  {goal}: {'met' if met else 'MISSED'}"
        )
    flat = memory <= GOAL_MEMORY_MIB
    print(
        f"peak memory {peak_mib():.0f} MiB, {memory:.1f} MiB more than before the first hash"
        f" (at most {GOAL_MEMORY_MIB}): {'met' if flat else 'MISSED'}"
    )
    return 0 if flat and all(row[5] for row in rows) else 1


def make_small(root: Path) -> Path:
    """Create a context of many small files, 40 per folder, with a typical ignore file."""
    for number in range(SMALL_FILES):
        path = root / f"package_{number // 400}" / f"module_{number // 40}" / f"file_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(number.to_bytes(4, "big") * (SMALL_BYTES // 4))
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (root / ".dockerignore").write_text("**/__pycache__\n**/*.py[cod]\n.git\n.venv\n*.md\n")
    return root


def make_big(root: Path) -> Path:
    """Create a context of one file without holes, so that all of its bytes are really read."""
    root.mkdir()
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    block = bytes(range(256)) * (MIB // 256)
    with (root / "model.bin").open("wb") as file:
        for _ in range(BIG_MIB):
            file.write(block)
    return root


def of_context(root: Path) -> None:
    """Hash the context of one image, as a synthesis does."""
    context = BuildContext.read(root, subject="benchmark")
    content_hash(context, BuildInputs(platform="linux/arm64"))


def of_hashlib(root: Path) -> None:
    """Hash the same bytes with the standard library, as a script would."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            while chunk := file.read(256 * 1024):
                digest.update(chunk)


def medians(*works: Callable[[], None]) -> list[float]:
    """The median seconds of each function, run in turns after one run to warm the page cache."""
    seconds: list[list[float]] = [[] for _ in works]
    for run in range(RUNS + 1):
        for work, kept in zip(works, seconds, strict=True):
            start = time.perf_counter()
            work()
            if run:
                kept.append(time.perf_counter() - start)
    return [statistics.median(kept) for kept in seconds]


def peak_mib() -> float:
    """The peak memory of this process, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MIB if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    sys.exit(main())
