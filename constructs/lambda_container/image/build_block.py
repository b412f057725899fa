"""The ``build`` block of ``docker_registry_image``, which cdktf's bindings lack."""

from __future__ import annotations

from lambda_container.build.build_inputs import BuildInputs, SecretSource
from lambda_container.terraform.escaping import literal, literal_texts

# Strings, because both arguments also accept other values. With either, buildx pushes an index,
# which Lambda rejects: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
_NO_ATTESTATION = "false"


def build_block(inputs: BuildInputs, *, build_log_file: str) -> dict[str, object]:
    """The block as Terraform JSON.

    Args:
        inputs: The checked inputs; ``context`` relative to the folder that Terraform runs in,
            ``dockerfile`` relative to ``context``.
        build_log_file: The file to which the provider appends the build's output, relative to the
            folder that Terraform runs in; its parent folder must exist.
    """
    labels = literal_texts(inputs.labels)
    block = {
        "context": literal(inputs.context),
        "dockerfile": literal(inputs.dockerfile),
        "target": inputs.target,
        "build_args": literal_texts(inputs.build_args),
        # buildx reads the first, and the legacy builder (DOCKER_BUILDKIT=0) the second.
        "label": labels,
        "labels": labels,
        "secrets": [_secret(secret) for secret in inputs.secrets],
        "platform": inputs.platform,
        "provenance": _NO_ATTESTATION,
        "sbom": _NO_ATTESTATION,
        "build_log_file": build_log_file,
    }
    return {name: value for name, value in block.items() if value}


def _secret(secret: SecretSource) -> dict[str, str | None]:
    source = {"env": secret.env} if secret.src is None else {"src": literal(secret.src)}
    return {"id": secret.id, **source}
