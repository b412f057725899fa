"""The calls of queues and topics."""

from __future__ import annotations

from lambda_container import DeadLetterQueue, DeadLetterTopic, Queue
from tests.sweep.calls.call import Call
from tests.sweep.calls.common import EXISTING, GRANTEE, KEY, PLACED

CALLS: dict[str, Call] = {
    "DeadLetterQueue": Call(
        lambda scene, **a: DeadLetterQueue(**a),
        {**PLACED, "name": "orders", "fifo": True, "message_retention_seconds": 60, "kms_key": KEY},
        ["scope", "id"],
    ),
    "DeadLetterTopic": Call(
        lambda scene, **a: DeadLetterTopic(**a),
        {**PLACED, "name": "orders", "kms_key": KEY},
        ["scope", "id"],
    ),
    "DeadLetterTopic.grant_publish": Call(
        lambda scene, **a: scene.once(
            "topic", lambda: DeadLetterTopic(scene.scope(), "It")
        ).grant_publish(**a),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "Queue": Call(
        lambda scene, **a: Queue(**a),
        {
            **PLACED,
            "name": "orders",
            "function": EXISTING,
            "visibility_timeout_seconds": 60,
            "max_receive_count": 3,
            "message_retention_seconds": 60,
            "delay_seconds": 5,
            "max_message_size": 2048,
            "fifo": True,
            "content_based_deduplication": True,
            "kms_key": KEY,
        },
        ["scope", "id", "visibility_timeout_seconds"],
        {"content_based_deduplication": {"fifo": True}},
        {"function": ["visibility_timeout_seconds"]},
    ),
    "QueueGrants.grant_consume_messages": Call(
        lambda scene, **a: scene.queue().grant_consume_messages(**a),
        {"grantee": GRANTEE},
        ["grantee"],
    ),
    "QueueGrants.grant_send_messages": Call(
        lambda scene, **a: scene.queue().grant_send_messages(**a), {"grantee": GRANTEE}, ["grantee"]
    ),
}
