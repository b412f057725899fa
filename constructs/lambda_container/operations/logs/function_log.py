"""The log of one deployed function: what it has, and what comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lambda_container.aws_api.errors import ResourceMissing
from lambda_container.aws_api.functions import DeployedFunction
from lambda_container.aws_api.log_events import LogEvent, log_events
from lambda_container.aws_api.session import Aws
from lambda_container.operations.logs.log_line import parse

# How much later than a newer one CloudWatch may show an event.
_LATE_MS = 15_000
_REMEMBERED = 10_000
_ENDS = ("REPORT RequestId: {}", '"platform.report"')


@dataclass(kw_only=True)
class FunctionLog:
    """The log of a function.

    Attributes:
        name: What it is called in the output.
        function: The deployed function.
        aws: Identity that reads.
        pattern: CloudWatch's filter pattern, if only some events count.
    """

    name: str
    function: DeployedFunction
    aws: Aws
    pattern: str | None = None
    _seen: dict[str, int] = field(default_factory=dict)
    _newest: int = 0

    def events(self, start: int, end: int | None = None) -> Iterator[LogEvent]:
        """Yield the events since a moment as they are read; none if nothing was ever logged.

        Args:
            start: The first moment, in milliseconds since 1970.
            end: The last moment. Default: now.

        Raises:
            AwsError: CloudWatch Logs refuses.
        """
        try:
            for event in self._ask(start, end=end):
                self._newest = max(self._newest, event.timestamp)
                if event.id not in self._seen:
                    self._seen[event.id] = event.timestamp
                    yield event
                if len(self._seen) > _REMEMBERED:
                    self._forget()
        except ResourceMissing:
            return  # Lambda creates the log group with the first event

    def new_events(self, start: int) -> list[LogEvent]:
        """Return the events that were not returned yet, the oldest first.

        Args:
            start: The first moment, as long as there was no event.
        """
        self._forget()
        return sorted(self.events(max(start, self._newest - _LATE_MS)))

    def _forget(self) -> None:
        """Forget events that are not asked for again."""
        since = self._newest - _LATE_MS
        self._seen = {id_: moment for id_, moment in self._seen.items() if moment >= since}

    def events_of_request(self, request: str, start: int) -> list[LogEvent]:
        """Return the events of one request, the oldest first.

        Lines that do not tell their request are those between its first and its last line in the
        same log stream: an execution environment serves one request at a time.
        """
        try:
            named = sorted(self._ask(start, f'"{request}"'))
        except ResourceMissing:
            return []
        found: dict[str, LogEvent] = {event.id: event for event in named}
        for stream in {event.stream for event in named}:
            own = [event.timestamp for event in named if event.stream == stream]
            between = self._ask(min(own), None, streams=[stream], end=max(own))
            for event in between:
                if parse(event.message).request in (None, request):
                    found[event.id] = event
        return sorted(found.values())

    def has_ended(self, request: str, events: list[LogEvent]) -> bool:
        """Whether the events of a request contain its report."""
        text, json_ = _ENDS
        return any(
            text.format(request) in event.message or json_ in event.message for event in events
        )

    def _ask(
        self,
        start: int,
        pattern: str | None = None,
        *,
        streams: list[str] | None = None,
        end: int | None = None,
    ) -> Iterator[LogEvent]:
        for event in log_events(
            self.aws,
            self.function.log_group,
            self.function.region,
            start=start,
            end=end,
            pattern=pattern or self.pattern,
            streams=streams or (),
        ):
            if self.function.has_own_log_group or f"/{self.function.name}[" in event.stream:
                yield event
