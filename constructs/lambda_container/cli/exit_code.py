"""Exit codes of the commands."""

DONE = 0
ERROR = 1
INTERRUPTED = 130
