"""CDKTF constructs for AWS Lambda functions packaged as container images.

A function runs a ``ContainerImage`` from a ``Repository`` and assumes an ``ExecutionRole``:

    repository = Repository(self, "Repository", name="hello")
    image = ContainerImage.build("functions/hello", repository=repository)
    ContainerFunction(self, "Hello", image=image, memory_size=512, timeout=30)
"""

import lambda_container.bindings  # noqa: F401 - first, so that provider packages load lazily
from lambda_container import public_names

__getattr__, __dir__, __all__ = public_names.attach(__name__)
