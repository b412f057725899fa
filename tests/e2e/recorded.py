"""What the real Docker provider was seen to do: ``recordings/``, case by case."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).with_name("recordings")

# What an error says is that of the engine, of its BuildKit and of the provider, and changes with
# their versions. Why it failed does not.
_CAUSES = {
    "no such Dockerfile": r"dockerfile not found at path: \S+",
    "a context that is a file": r"error accessing dockerfile at \S+: stat \S+: not a directory",
    "no such stage": r"target stage \"?three\"? could not be found",
    "a registry that is away": r"failed to do request: Head \S+ dial tcp",
    "no such platform": r"cannot parse platform specifier",
    "no such secret file": r"failed to stat \S+",
    "no such secret": r"secret s(?: not found)?: not found",
    "attestations": r"Attestation is not supported for the docker driver",
    "a command that fails": r"(?:executor failed running|did not complete successfully).*code: 7",
    "no such file to copy": r"\"/none\":? not found",
    "no such instruction": r"unknown instruction: FRUM",
    "an empty Dockerfile": r"the Dockerfile cannot be empty",
    "no named contexts": r"unsupported frontend capability",
    "no folder for the log": r"failed to open build log file: open \S+: no such file or directory",
    "no such builder": r"no builder \"nonesuch\" found",
    "no login for the base image": r"401 Unauthorized",
    # Which of the two Terraform says depends on how far the connection was closed.
    "the provider's process ended": r"Plugin did not respond|Provider request was cancelled",
    "no login for the push": r"no auth config found for registry",
    "no such repository": r"repository name not known to registry|repository.* does not exist",
    "no engine": r"Error pinging Docker server",
    "the tag is taken": r"immutable",
}


@dataclass(frozen=True)
class RecordedCase:
    """One case.

    Attributes:
        name: What it shows.
        files: What lies beside the folder that Terraform runs in.
        build: What it adds to the ``build`` block.
        image: What it adds to the resource.
        provider: The ``registry_auth`` blocks; None for Docker's credential helper.
        environment: What it adds to Terraform's environment.
        pushed: What the registry has in the end; None if nothing.
        steps: What was done, and what came of it.
    """

    name: str
    files: dict[str, Any]
    build: dict[str, Any]
    image: dict[str, Any]
    provider: list[dict[str, str]] | None
    environment: dict[str, str]
    pushed: dict[str, Any] | None
    steps: list[dict[str, Any]]


def read_cases(recording: str) -> list[RecordedCase]:
    """The cases of a recording such as ``docker-20.10``."""
    written = json.loads((RECORDINGS / f"{recording}.json").read_text())
    return [
        RecordedCase(
            name=case["case"],
            files=case["files"],
            build=case["build"],
            image=case.get("image", {}),
            provider=case.get("provider"),
            environment=case.get("env", {}),
            pushed=case.get("pushed"),
            steps=case["steps"],
        )
        for case in written
    ]


def cause(error: str) -> str:
    """Why it failed, in words of our own."""
    # Terraform breaks long lines where it shows them to people.
    text = " ".join(error.split())
    found = [name for name, pattern in _CAUSES.items() if re.search(pattern, text, re.IGNORECASE)]
    assert len(found) == 1, f"{found or 'no known cause'}: {text}"
    return found[0]
