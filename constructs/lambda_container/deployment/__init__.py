"""Gradual deployments of a function with CodeDeploy."""
