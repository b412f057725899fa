"""Exit codes of the commands."""

DONE = 0
ERROR = 1
CHANGES = 3
"""Of ``plan --detailed-exitcode``; Terraform's own 2 is wrong usage here."""
INTERRUPTED = 130
