"""The handler of functions/hello, on an image that is not made by AWS."""

import sys
from typing import Any


def handler(event: Any, context: Any) -> str:
    return "Hello from AWS Lambda using Python" + sys.version + "!"
