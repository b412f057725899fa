"""The ``build`` block of ``docker_registry_image``, which cdktf's bindings do not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lambda_container.image.build_secret import BuildSecret
from lambda_container.terraform.escaping import literal

# As text, because each of the two takes more than a bool. With either, buildx pushes an index,
# which Lambda refuses: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
_NO_ATTESTATION = "false"


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildBlock:
    """How the Docker provider builds an image; checked already, and literal where it is text.

    Attributes:
        context: The folder that the build is sent, relative to where Terraform runs.
        dockerfile: The Dockerfile, relative to ``context``.
        target: The stage to build; ``None`` for the last.
        build_args: Values of ``ARG``.
        labels: Labels of the image.
        secrets: What ``RUN --mount=type=secret`` may read.
        platform: Such as ``linux/arm64``.
        build_log_file: Where the provider appends what a build prints, relative to where Terraform
            runs; its folder must exist.
    """

    context: str
    dockerfile: str
    target: str | None
    build_args: Mapping[str, str]
    labels: Mapping[str, str]
    secrets: Sequence[BuildSecret]
    platform: str
    build_log_file: str

    def render(self) -> dict[str, object]:
        """The block in Terraform's JSON."""
        labels = _literal(self.labels)
        block = {
            "context": literal(self.context),
            "dockerfile": literal(self.dockerfile),
            "target": self.target,
            "build_args": _literal(self.build_args),
            # buildx reads the first, and the legacy builder (DOCKER_BUILDKIT=0) the second.
            "label": labels,
            "labels": labels,
            "secrets": [_secret(secret) for secret in self.secrets],
            "platform": self.platform,
            "provenance": _NO_ATTESTATION,
            "sbom": _NO_ATTESTATION,
            "build_log_file": self.build_log_file,
        }
        return {name: value for name, value in block.items() if value}


def _literal(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: literal(text) for name, text in texts.items()}


def _secret(secret: BuildSecret) -> dict[str, str]:
    source = {"env": secret.env} if secret.src is None else {"src": literal(secret.src)}
    return {"id": secret.id, **source}  # type: ignore[dict-item]
