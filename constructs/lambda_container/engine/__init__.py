"""Drive a container engine (Docker, Finch, Podman, nerdctl) and the runtime interface emulator.

Handles images and containers, and knows nothing about stacks, manifests or AWS.
"""
