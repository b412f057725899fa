"""Drives a container engine (Docker, Finch, Podman, nerdctl) and the runtime interface emulator.

Knows images and containers, and nothing of stacks, manifests or AWS.
"""
