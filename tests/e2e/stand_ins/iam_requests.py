"""What a request is about, where ministack leaves it out of what IAM's policies are asked.

- **The resource** of calls about tags and new functions, and the repository that
  ``ecr:DescribeRepositories`` names.
- **Condition keys** that policies of this project use: ``iam:PermissionsBoundary`` of a new or an
  existing role, and ``lambda:FunctionArn`` of a new event source mapping.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

import json
from typing import Any
from urllib.parse import parse_qs

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam

_extract_resource_arn = iam_actions.extract_resource_arn
_request_tag_context = iam_actions.request_tag_context
_NEW_BOUNDARY = ("CreateRole", "PutRolePermissionsBoundary")


def tell_more() -> None:
    """Let ministack ask IAM's policies with what it leaves out."""
    iam_actions.extract_resource_arn = _resource_arn
    iam_actions.request_tag_context = _context


def _resource_arn(service: str, *rest: Any) -> str:
    found: str = _extract_resource_arn(service, *rest)
    if found != "*":
        return found
    _method, path, _headers, body, _parameters, region, account = rest
    asked = _json(body)
    if service == "lambda" and "FunctionName" in asked and path.rstrip("/").endswith("/functions"):
        return f"arn:aws:lambda:{region}:{account}:function:{asked['FunctionName']}"
    for name in ("resourceArn", "ResourceArn", "resourceARN", "ResourceARN"):
        if str(asked.get(name, "")).startswith("arn:"):
            return str(asked[name])
    names = asked.get("repositoryNames") or []
    return f"arn:aws:ecr:{region}:{account}:repository/{names[0]}" if names else found


def _context(service: str, action: str, body: bytes, parameters: Any) -> dict[str, Any]:
    context: dict[str, Any] = _request_tag_context(service, action, body, parameters)
    verb = action.partition(":")[2]
    if service == "iam":
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        boundary = asked.get("PermissionsBoundary") if verb in _NEW_BOUNDARY else _boundary(asked)
        if boundary:
            context["iam:permissionsboundary"] = boundary
    if service == "lambda" and verb == "CreateEventSourceMapping":
        name = str(_json(body).get("FunctionName", "")).rpartition(":")[2]
        prefix = f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:"
        context["lambda:functionarn"] = f"{prefix}{name}"
    return context


def _boundary(asked: dict[str, str]) -> Any:
    role = iam._roles.get(asked.get("RoleName", "")) or {}
    return role.get("PermissionsBoundary")


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
