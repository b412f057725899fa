"""Default values, each written once: for constructs, app, module and command line."""

from __future__ import annotations

from typing import Final

from lambda_container.build.architecture import Architecture

ARCHITECTURE: Final[Architecture] = "x86_64"
MEMORY_SIZE = 128
"""MB, as in Lambda's own API."""
TIMEOUT = 3
"""Seconds, as in Lambda's own API."""
EPHEMERAL_STORAGE = 512
"""MB of ``/tmp``, as in Lambda's own API."""
LOG_RETENTION_IN_DAYS = 365
LOG_FORMAT: Final = "JSON"
TRACING: Final = "Active"
INVOKE_MODE: Final = "BUFFERED"
"""Of a function URL."""
RESERVED_CONCURRENT_EXECUTIONS = -1
"""No reservation."""
MAXIMUM_RETRY_ATTEMPTS = 2
"""Of asynchronous invocations, as in Lambda's own API."""
MAXIMUM_EVENT_AGE_IN_SECONDS = 21_600
"""Of asynchronous invocations: 6 hours, as in Lambda's own API."""
DEAD_LETTER_RETENTION_SECONDS = 1_209_600
"""14 days, the longest that SQS keeps messages."""
MESSAGE_RETENTION_SECONDS = 345_600
"""4 days, as in SQS's own API."""
THROTTLING_RATE_LIMIT = 500
"""Requests per second of an API."""
THROTTLING_BURST_LIMIT = 250
"""Requests at once: a quarter of an account's concurrent executions."""
IMAGE_TAG_MUTABILITY: Final = "IMMUTABLE"
SCAN_ON_PUSH = True
ENCRYPTION_TYPE: Final = "KMS"
"""Of a repository; without a key, AWS's own key for ECR."""
UNTAGGED_IMAGE_DAYS = 14
"""Days after the push when a repository deletes an image without a tag."""
