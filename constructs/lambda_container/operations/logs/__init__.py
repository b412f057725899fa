"""Read the log lines of deployed functions."""
