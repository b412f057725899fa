"""Progress of several images, on stderr: a live table on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
import stamina

from lambda_container.cli.output import is_quiet, is_verbose
from lambda_container.operations.publish.progress import Progress

_COLOURS = {"failed": "red", "present": "cyan"}


@contextmanager
def shown_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Show the progress of each image while the context is open.

    Args:
        quiet: Whether to show nothing.
    """
    # Retries are shown as steps instead.
    stamina.instrumentation.set_on_retry_hooks(())
    if quiet or is_quiet():
        yield _Silence()
    elif is_verbose():
        yield _Everything()
    elif sys.stderr.isatty():
        with _live() as progress:
            yield progress
    else:
        yield _Lines()


class _Silence:
    def step(self, label: str, doing: str) -> None:
        pass

    def detail(self, label: str, line: str) -> None:
        pass

    def done(self, label: str, result: str) -> None:
        pass


class _Lines(_Silence):
    """One line per step, for CI logs."""

    def __init__(self) -> None:
        self._guard = threading.Lock()

    def step(self, label: str, doing: str) -> None:
        with self._guard:
            click.echo(f"{label}: {doing}", err=True)

    def done(self, label: str, result: str) -> None:
        self.step(label, result)


class _Everything(_Lines):
    """Also each line that a program prints."""

    def detail(self, label: str, line: str) -> None:
        self.step(label, line.rstrip())


@contextmanager
def _live() -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415 - takes 60 ms, and only terminals need it
    from rich.progress import Progress as Bars  # noqa: PLC0415
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[label]}", markup=False),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        TextColumn("{task.fields[detail]}", markup=False, style="dim"),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    """One bar per image in progress."""

    def __init__(self, bars: object) -> None:
        from rich.progress import Progress as Bars  # noqa: PLC0415
        from rich.progress import TaskID  # noqa: PLC0415

        assert isinstance(bars, Bars)  # noqa: S101 - for mypy
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._guard = threading.Lock()

    def step(self, label: str, doing: str) -> None:
        with self._guard:
            if label not in self._tasks:
                self._tasks[label] = self._bars.add_task(doing, total=1, label=label, detail="")
            self._bars.update(self._tasks[label], description=doing, detail="")

    def detail(self, label: str, line: str) -> None:
        if label in self._tasks:
            self._bars.update(self._tasks[label], detail=line.strip()[:60])

    def done(self, label: str, result: str) -> None:
        if label in self._tasks:
            self._bars.update(self._tasks[label], completed=1, visible=False)
            style = _COLOURS.get(result, "green")
            self._bars.console.print(f"{label}: {result}", style=style, markup=False)
