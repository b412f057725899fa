"""What invokes functions: sources that Lambda polls, and sources that push."""

from lambda_container.events.event_source import EventSource

__all__ = ["EventSource"]
