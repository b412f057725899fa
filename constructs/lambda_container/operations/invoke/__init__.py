"""Run a function of a stack on this machine, from its manifest."""
