"""What ECR's scans found in an image: basic scanning, or Amazon Inspector's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from lambda_container.aws_api.errors import ScanMissing, explained
from lambda_container.aws_api.session import Aws

Severity = Literal["unrated", "informational", "low", "medium", "high", "critical"]
"""ECR's severities, the least first; ``UNDEFINED`` and ``UNTRIAGED`` are ``unrated``."""

_SEVERITIES: Mapping[str, Severity] = {
    "INFORMATIONAL": "informational",
    "LOW": "low",
    "MEDIUM": "medium",
    "HIGH": "high",
    "CRITICAL": "critical",
}


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Finding:
    """A vulnerability of one package.

    Attributes:
        id: Its id, such as ``CVE-2026-1234``.
        severity: How severe it is.
        package: The package; empty if the scan does not tell.
        version: The version that the image has.
        fixed_in: The version that mends it; empty if none is known.
    """

    id: str
    severity: Severity
    package: str = ""
    version: str = ""
    fixed_in: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """A scan of an image.

    Attributes:
        status: ECR's, such as ``COMPLETE``, or ``ACTIVE`` of Amazon Inspector.
        description: What ECR adds to it.
        completed: When it ended, if it did.
        findings: What it found, each once.
        is_enhanced: Whether it is of Amazon Inspector, which goes on by itself.
    """

    status: str
    description: str = ""
    completed: datetime | None = None
    findings: tuple[Finding, ...] = ()
    is_enhanced: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ScannedImage:
    """Where an image is, for its scans.

    Attributes:
        region: The Region of its registry.
        registry_id: The registry's account. Default: the identity's.
        repository: Its repository.
        digest: Its digest.
    """

    region: str
    registry_id: str | None = None
    repository: str
    digest: str

    @property
    def where(self) -> str:
        """Its name in messages."""
        return f"ECR in {self.region}: {self.repository}@{self.digest}"

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of ECR's calls that name it."""
        account = {} if self.registry_id is None else {"registryId": self.registry_id}
        image = {"imageDigest": self.digest}
        return {"repositoryName": self.repository, "imageId": image, **account}


def scan_of(aws: Aws, image: ScannedImage) -> Scan | None:
    """Return the newest scan of an image; ``None`` if there was none.

    Raises:
        AwsError: ECR refuses, or has no such image.
    """
    status: Mapping[str, Any] = {}
    completed: datetime | None = None
    findings: set[Finding] = set()
    is_enhanced = False
    try:
        with explained(image.where):
            pages = aws.client("ecr", image.region).get_paginator("describe_image_scan_findings")
            for page in pages.paginate(**image.arguments):
                status = page.get("imageScanStatus", {})
                found = page.get("imageScanFindings", {})
                completed = found.get("imageScanCompletedAt", completed)
                is_enhanced |= bool(found.get("enhancedFindings"))
                findings.update(_basic(found.get("findings", ())))
                findings.update(_enhanced(found.get("enhancedFindings", ())))
    except ScanMissing:
        return None
    return Scan(
        status=status.get("status", "?"),
        description=status.get("description", ""),
        completed=completed,
        findings=tuple(sorted(findings)),
        is_enhanced=is_enhanced or status.get("status") == "ACTIVE",
    )


def start_scan(aws: Aws, image: ScannedImage) -> None:
    """Let ECR scan an image; with basic scanning, once in 24 hours.

    Raises:
        AwsError: ECR refuses.
    """
    with explained(image.where):
        aws.client("ecr", image.region).start_image_scan(**image.arguments)


def _basic(findings: Any) -> Iterator[Finding]:
    for each in findings:
        more = {one["key"]: one.get("value", "") for one in each.get("attributes", ())}
        yield Finding(
            id=each.get("name", "?"),
            severity=_SEVERITIES.get(each.get("severity", ""), "unrated"),
            package=more.get("package_name", ""),
            version=more.get("package_version", ""),
            fixed_in=more.get("fixed_in_version", ""),
        )


def _enhanced(findings: Any) -> Iterator[Finding]:
    for each in findings:
        if each.get("status", "ACTIVE") != "ACTIVE":
            continue  # suppressed in Amazon Inspector, or closed
        details = each.get("packageVulnerabilityDetails", {})
        for package in details.get("vulnerablePackages") or [{}]:
            fixed = package.get("fixedInVersion", "")
            yield Finding(
                id=details.get("vulnerabilityId") or each.get("title", "?"),
                severity=_SEVERITIES.get(each.get("severity", ""), "unrated"),
                package=package.get("name", ""),
                version=package.get("version", ""),
                fixed_in="" if fixed == "NotAvailable" else fixed,
            )
