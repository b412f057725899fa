"""Examine this machine for what synthesis, builds and deployments need."""
