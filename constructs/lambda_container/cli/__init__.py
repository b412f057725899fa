"""The ``lambda-container`` command line: one module per command, imported on first use.

Nothing here imports cdktf or jsii; an app is synthesized in a separate process.
"""
