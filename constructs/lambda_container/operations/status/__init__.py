"""What runs in a stack, compared with its lock file and its source."""
