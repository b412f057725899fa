"""Argument checks shared by all constructs: types of values, AWS limits and name syntax.

Each check returns the accepted value or raises ``InvalidArgument`` in Python, before jsii sees it.
"""
