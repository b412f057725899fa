"""What the Makefile calls, on Python's own library alone: it has to run before any set-up."""
