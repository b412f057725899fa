"""Amazon SQS and SNS: where events go that a function could not process."""

from lambda_container.dead_letter.queue import DeadLetterQueue
from lambda_container.dead_letter.topic import DeadLetterTopic

__all__ = ["DeadLetterQueue", "DeadLetterTopic"]
