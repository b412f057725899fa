"""What a deployment deploys: CodeDeploy's AppSpec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cdktf import Fn

if TYPE_CHECKING:
    from lambda_container.function.alias import Alias
    from lambda_container.function.function import Function


def revision_of(alias: Alias, hooks: Mapping[str, Function | None]) -> str:
    """The ``--revision`` of ``aws deploy create-deployment``, as a reference."""
    properties = {
        "Name": alias.function_name,
        "Alias": alias.name,
        "CurrentVersion": alias.resource.function_version,
        "TargetVersion": alias.version,
    }
    content = {
        "version": "0.0",
        "Resources": [{alias.name: {"Type": "AWS::Lambda::Function", "Properties": properties}}],
        "Hooks": [{name: hook.function_name} for name, hook in hooks.items() if hook is not None],
    }
    if not content["Hooks"]:
        del content["Hooks"]
    specification = {"content": Fn.jsonencode(content)}
    revision: str = Fn.jsonencode(
        {"revisionType": "AppSpecContent", "appSpecContent": specification}
    )
    return revision
