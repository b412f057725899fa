"""The handler that AWS's own introduction to container images begins with."""

import sys
from typing import Any


def handler(event: Any, context: Any) -> str:
    return "Hello from AWS Lambda using Python" + sys.version + "!"
