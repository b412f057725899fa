"""Assertions on the Terraform JSON of stacks, and functions that run in tests.

::

    template = Template.from_stack(stack)
    template.has_resource("aws_lambda_function", {"memory_size": 512, "timeout": Match.any()})

Only ``Template.from_stack`` needs Node, because it synthesizes. Snapshots need syrupy. For pytest,
there are fixtures: see :mod:`lambda_container.testing.pytest_plugin`.
"""

from lambda_container import public_names

__getattr__, __dir__, __all__ = public_names.attach(__name__)
