"""Argument checks, shared by every construct: kinds of value, AWS's limits and name syntax.

Each check returns the accepted value or raises ``InvalidArgument``, in Python, before jsii.
"""
