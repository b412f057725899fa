"""``lambda-container logs``: what functions logged, and what they log now."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from heapq import merge

import click

from lambda_container.aws_api.functions import deployed_function
from lambda_container.aws_api.log_events import LogEvent
from lambda_container.aws_api.session import Aws
from lambda_container.cli.log_display import LogDisplay, event_as_json
from lambda_container.cli.names import complete_function
from lambda_container.cli.options import profile_option, project_options, refuse_without_effect
from lambda_container.cli.stack_choice import stacks_of
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import FunctionEntry
from lambda_container.manifest.find_function import find_function
from lambda_container.manifest.find_stack import stack_named
from lambda_container.operations.cdktf_project import Project
from lambda_container.operations.logs.function_log import FunctionLog

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"(?P<number>[0-9]{1,6})(?P<unit>[smhdw])")
_REQUEST = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SINCE, _SINCE_OF_REQUEST = "10m", "1d"
_POLL_SECONDS = 2


def _since(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None:
        _moment(text, datetime.now(UTC))
    return text


def _moment(text: str, now: datetime) -> datetime:
    """The moment that ``--since`` names."""
    if (match := _DURATION.fullmatch(text)) is not None:
        with suppress(OverflowError):
            return now - timedelta(**{_UNITS[match["unit"]]: int(match["number"])})
        return datetime(1970, 1, 1, tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            "must be a duration such as 90s, 10m, 2h or 3d, or a time such as 2026-11-29T08:00,"
            f" got {text!r}"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _request(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None and not _REQUEST.fullmatch(text):
        raise click.BadParameter(f"must be the id of a request, got {text!r}")
    return text


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_function)
@click.option("--stack", metavar="NAME", help="Stack of the functions, if there are several.")
@click.option("--follow", "-f", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option(
    "--since",
    metavar="TIME",
    callback=_since,
    help="Begin there: 90s, 10m, 2h, 3d, or a time in UTC. Default: 10m; with --request 1d.",
)
@click.option("--filter", "pattern", metavar="PATTERN", help="CloudWatch's filter pattern.")
@click.option("--request", metavar="ID", callback=_request, help="Only the lines of one request.")
@click.option("--json", "as_json", is_flag=True, help="Print each event as a line of JSON, as is.")
@profile_option
@project_options
def command(
    names: tuple[str, ...],
    *,
    stack: str | None,
    follow: bool,
    since: str | None,
    pattern: str | None,
    request: str | None,
    as_json: bool,
    profile: str | None,
    project: Project,
    skip_synth: bool,
) -> None:
    """Print what the deployed functions logged, the oldest first.

    NAME is the construct's id, its path (dev/hello) or the function's name in AWS; without one, all
    functions of the stack. Times are in UTC.
    """
    if request is not None:
        refuse_without_effect("beside --request", "pattern", "follow")
    functions = _functions(project, names, stack, skip_synth=skip_synth, quiet=as_json)
    aws = Aws(profile)
    ids = Counter(function.id for function in functions)
    logs = [
        _log(aws, each, pattern, each.id if ids[each.id] == 1 else each.path) for each in functions
    ]
    display = LogDisplay([log.name for log in logs])

    def show(read: Callable[[FunctionLog], Iterable[LogEvent]]) -> None:
        # As they are read: a busy function's day is more than fits into memory.
        for event, name in merge(*(_named(log.name, read(log)) for log in logs)):
            if as_json:
                click.echo(event_as_json(name, event))
            else:
                display.show(name, event)

    now = datetime.now(UTC) + max((log.function.clock for log in logs), key=abs)
    text = since or (_SINCE if request is None else _SINCE_OF_REQUEST)
    # CloudWatch counts from 1970.
    start, end = (max(0, int(each.timestamp() * 1000)) for each in (_moment(text, now), now))
    if request is not None:
        show(lambda log: log.events_of_request(request, start))
        return
    with suppress(KeyboardInterrupt) if follow else nullcontext():
        show(lambda log: log.events(start, end))
        while follow:
            time.sleep(_POLL_SECONDS)
            show(lambda log: log.new_events(start))


def _named(name: str, events: Iterable[LogEvent]) -> Iterator[tuple[LogEvent, str]]:
    for event in events:
        yield event, name


def _functions(
    project: Project, names: Sequence[str], stack: str | None, *, skip_synth: bool, quiet: bool
) -> list[FunctionEntry]:
    stacks = stacks_of(project, (), skip_synth=skip_synth, quiet=quiet)
    if names:
        found = [find_function(stacks, name, stack=stack)[1] for name in names]
        return list({function.path: function for function in found}.values())
    chosen = stacks if stack is None else [stack_named(stacks, stack)]
    having = [each for each in chosen if each.functions]
    if len(having) > 1:
        listed = ", ".join(each.name for each in having)
        raise click.UsageError(f"Name functions, or a --stack; there are {listed}.")
    if not having:
        raise LambdaContainerError("there is no function whose log could be read")
    return list(having[0].functions)


def _log(aws: Aws, function: FunctionEntry, pattern: str | None, shown: str) -> FunctionLog:
    name, region = function.function_name, function.region
    if name is None or region is None:
        raise LambdaContainerError(
            f"{function.path}: its name and Region must be known at synth: set function_name, and a"
            " literal region on the AWS provider"
        )
    deployed = deployed_function(aws, name, region)
    return FunctionLog(name=shown, function=deployed, aws=aws, pattern=pattern)
