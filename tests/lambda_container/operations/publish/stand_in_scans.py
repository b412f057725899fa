"""ECR's scans in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from tests.lambda_container.operations.botocore_shapes import valid

# The machine's day: commands read its clock, and a scan of an earlier day is repeated.
NOW = datetime.now(UTC)


def basic(id_: str, severity: str = "HIGH", package: str = "zlib") -> dict[str, Any]:
    """A finding of basic scanning."""
    attributes = {"package_name": package, "package_version": "1.2"}
    return {
        "name": id_,
        "severity": severity,
        "attributes": [{"key": key, "value": value} for key, value in attributes.items()],
    }


def enhanced(id_: str, severity: str = "HIGH", **changes: Any) -> dict[str, Any]:
    """A finding of Amazon Inspector."""
    packages = [{"name": "pip", "version": "24.0", "fixedInVersion": "25.1"}]
    details = {"vulnerabilityId": id_, "vulnerablePackages": packages}
    fields = {"severity": severity, "status": "ACTIVE", "packageVulnerabilityDetails": details}
    return {**fields, **changes}


class StandInScans:
    """A client of ECR, and the identity that has it.

    Attributes:
        answers: What describing the findings answers, one after the other; the last one stays.
        started: How many scans were begun.
        refuse: The error code of beginning one.
    """

    def __init__(self, *answers: dict[str, Any] | str) -> None:
        self.answers = list(answers)
        self.started = 0
        self.refuse: str | None = None
        self.arguments: dict[str, Any] = {}

    def client(self, service: str, region: str) -> StandInScans:
        assert (service, region) == ("ecr", "eu-west-1")
        return self

    def get_paginator(self, operation: str) -> StandInScans:
        assert operation == "describe_image_scan_findings"
        return self

    def paginate(self, **arguments: Any) -> Iterator[Any]:
        self.arguments = arguments
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        if isinstance(answer, str):
            raise _error(answer)
        found = answer.get("imageScanFindings", {})
        for kind in ("findings", "enhancedFindings"):
            for each in found.get(kind, []):
                page = {**answer, "imageScanFindings": {**found, kind: [each]}}
                yield valid("ecr", "DescribeImageScanFindings", page)
        if not found.get("findings") and not found.get("enhancedFindings"):
            yield valid("ecr", "DescribeImageScanFindings", answer)

    def start_image_scan(self, **_: Any) -> Any:
        self.started += 1
        if self.refuse is not None:
            raise _error(self.refuse)
        return valid("ecr", "StartImageScan", {"imageScanStatus": {"status": "IN_PROGRESS"}})


def _error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "DescribeImageScanFindings")


def scan(*findings: dict[str, Any], status: str = "COMPLETE", **changes: Any) -> dict[str, Any]:
    """An answer with findings."""
    kind = "enhancedFindings" if status == "ACTIVE" else "findings"
    found = {kind: list(findings), "imageScanCompletedAt": NOW, **changes}
    return {"imageScanStatus": {"status": status}, "imageScanFindings": found}
