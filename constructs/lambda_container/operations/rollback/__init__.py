"""Return a stack to images that it ran before."""
