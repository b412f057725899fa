"""Building and pushing what stacks need, and copying what one stack runs to another."""

from lambda_container.publish.progress import Progress
from lambda_container.publish.promoter import Promotion, promote
from lambda_container.publish.publisher import Published, Publisher, PublishError
from lambda_container.publish.wanted import Wanted, wanted_of

__all__ = [
    "Progress",
    "Promotion",
    "PublishError",
    "Published",
    "Publisher",
    "Wanted",
    "promote",
    "wanted_of",
]
