"""Works on a queue of orders; what fails is received again, and the rest is done.

`SqsEventSource` asks for partial batch responses, so the answer names the messages that failed:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

import json
import logging
from typing import Any, TypedDict

logger = logging.getLogger()
logger.setLevel(logging.INFO)


class ItemFailure(TypedDict):
    itemIdentifier: str


class Answer(TypedDict):
    batchItemFailures: list[ItemFailure]


class OrderError(ValueError):
    """A message that is no order; after some receives it becomes a dead letter."""


def handler(event: dict[str, Any], context: Any) -> Answer:
    """Process each message of the batch once, in its order.

    In a FIFO queue, what comes after a failed message of the same group is left for later, or it
    would overtake it.
    """
    failed: list[str] = []
    stopped: set[str] = set()
    for record in event["Records"]:
        group = record["attributes"].get("MessageGroupId")
        if group in stopped:
            failed.append(record["messageId"])
            continue
        try:
            process(record["body"])
        except Exception:
            logger.exception("Message %s failed", record["messageId"])
            failed.append(record["messageId"])
            if group is not None:
                stopped.add(group)
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def process(body: str) -> int:
    """What the order costs, in cents."""
    order = json.loads(body)
    if not isinstance(order, dict) or not order.get("lines"):
        raise OrderError("an order needs lines")
    total = sum(line["quantity"] * line["price"] for line in order["lines"])
    logger.info("Order %s costs %d", order["id"], total)
    return int(total)
