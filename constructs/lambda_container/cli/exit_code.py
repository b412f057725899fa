"""How a command ends."""

DONE = 0
ERROR = 1
INTERRUPTED = 130
