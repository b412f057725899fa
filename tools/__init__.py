"""The Makefile's jobs; those that set up need only Python's standard library."""
