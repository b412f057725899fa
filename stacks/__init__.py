"""Stacks composed of the constructs, and the environments to deploy them to."""
