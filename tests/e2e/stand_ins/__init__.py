"""Programs that run beside the tests, in the environment of ``tools/e2e.txt``."""
