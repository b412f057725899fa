"""What a stack's JSON says of its images and functions, for tools; reading it needs no jsii."""

from lambda_container.manifest.entries import (
    BuildMode,
    FunctionEntry,
    ImageEntry,
    RepositoryEntry,
    SecretEntry,
    StackManifest,
)
from lambda_container.manifest.reader import ManifestError, read_manifest, read_manifests

__all__ = [
    "BuildMode",
    "FunctionEntry",
    "ImageEntry",
    "ManifestError",
    "RepositoryEntry",
    "SecretEntry",
    "StackManifest",
    "read_manifest",
    "read_manifests",
]
