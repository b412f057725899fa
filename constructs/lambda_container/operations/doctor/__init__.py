"""Check this machine's prerequisites for synthesis, builds and deployments."""
