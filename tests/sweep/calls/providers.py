"""The calls of Terraform's providers."""

from __future__ import annotations

from lambda_container import require_providers
from tests.sweep.calls.call import Call, Of

CALLS: dict[str, Call] = {
    "require_providers": Call(
        lambda scene, **a: require_providers(**a),
        {"stack": Of(lambda scene: scene.stack), "aws": ">= 6.25, < 7", "docker": ">= 4.3, < 5"},
        ["stack", "aws"],
    )
}
