"""Prints what it is invoked with, and what of it is packed."""

import base64
import gzip
import json


def handler(event: object, context: object) -> dict[str, object]:
    print("HEARD", json.dumps(event, sort_keys=True), flush=True)
    if isinstance(event, dict):
        for packed in packed_in(event):
            print("UNPACKED", packed.decode(), flush=True)
    # Partial batch failures, and an answer to HTTP.
    return {"batchItemFailures": [], "statusCode": 200, "body": "heard"}


def packed_in(event: dict[str, object]) -> list[bytes]:
    match event:
        case {"awslogs": {"data": data}}:
            return [gzip.decompress(base64.b64decode(data))]
        case {"Records": [{"kinesis": {"data": data}}]}:
            return [base64.b64decode(data)]
    return []
