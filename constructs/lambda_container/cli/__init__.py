"""The command line ``lambda-container``: one module a command, imported when it is used.

Nothing here imports cdktf or jsii; an app is synthesized in a process of its own.
"""
