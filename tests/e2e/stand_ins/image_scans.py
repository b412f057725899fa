"""ECR's scans of images, which ministack leaves out, and that a registry has no policy.

An image has no scan until ``StartImageScan``. The first question after that finds it
``IN_PROGRESS``; then it is ``COMPLETE``, with what the tests said is found in every image.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
"""

import json
import time
from typing import Any

from ministack.core.responses import error_response_json, get_account_id, json_response
from ministack.services import ecr

findings: list[dict[str, Any]] = []
_started: dict[tuple[str, str], int] = {}
_handle = ecr.handle_request


def begin() -> None:
    """Let ministack answer what scans are asked for."""
    ecr.handle_request = _answer


async def _answer(method: str, path: str, headers: Any, body: bytes, parameters: Any) -> Any:
    action = headers.get("x-amz-target", "").rpartition(".")[2]
    if action == "GetRegistryPolicy":
        message = "Registry policy does not exist in the registry"
        return error_response_json("RegistryPolicyNotFoundException", message, 400)
    if action in ("DescribeImageScanFindings", "StartImageScan"):
        return _scan(action, json.loads(body))
    return await _handle(method, path, headers, body, parameters)


def _scan(action: str, asked: dict[str, Any]) -> Any:
    name, digest = asked["repositoryName"], asked["imageId"]["imageDigest"]
    if not any(image["imageDigest"] == digest for image in ecr._images.get(name, [])):
        return error_response_json("ImageNotFoundException", f"no image {digest} in {name}", 400)
    answer = {
        "registryId": get_account_id(),
        "repositoryName": name,
        "imageId": {"imageDigest": digest},
    }
    if action == "StartImageScan":
        _started[name, digest] = 0
        return json_response({**answer, "imageScanStatus": {"status": "IN_PROGRESS"}})
    if (name, digest) not in _started:
        message = f"Image scan does not exist for the image with '{{imageDigest:'{digest}'}}'"
        return error_response_json("ScanNotFoundException", message, 400)
    _started[name, digest] += 1
    if _started[name, digest] == 1:
        return json_response({**answer, "imageScanStatus": {"status": "IN_PROGRESS"}})
    found = {
        "imageScanCompletedAt": time.time(),
        "vulnerabilitySourceUpdatedAt": time.time(),
        "findings": findings,
    }
    status = {"status": "COMPLETE", "description": "The scan was completed successfully."}
    return json_response({**answer, "imageScanStatus": status, "imageScanFindings": found})
