"""Does what its event asks for."""

import os
import time
from pathlib import Path


def handler(event, context):
    match event.get("do"):
        case "raise":
            raise ValueError("as it was asked to")
        case "sleep":
            time.sleep(event["seconds"])
        case "describe":
            return {
                "environment": dict(os.environ),
                "files": sorted(str(path) for path in Path().rglob("*")),
                "memory": context.memory_limit_in_mb,
                "name": context.function_name,
                "remaining": context.get_remaining_time_in_millis(),
            }
    return "done"
