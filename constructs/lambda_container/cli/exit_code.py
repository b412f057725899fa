"""How a command ends."""

DONE = 0
ERROR = 1
USAGE = 2
INTERRUPTED = 130
