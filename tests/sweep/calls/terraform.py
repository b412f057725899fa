"""The calls of text for Terraform."""

from __future__ import annotations

from lambda_container import raw
from tests.sweep.calls.call import Call

CALLS: dict[str, Call] = {
    "raw": Call(
        lambda scene, **a: scene.string and scene.function(description=raw(**a)),
        {"expression": "${var.string}"},
        ["expression"],
    )
}
