"""Create a new project from a template."""
