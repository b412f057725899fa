"""Prints what it is invoked with."""

import json


def handler(event: object, context: object) -> dict[str, list[str]]:
    print("HEARD", json.dumps(event, sort_keys=True), flush=True)
    return {"batchItemFailures": []}
