"""The app's configuration for the cdktf CLI."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

CDKTF_JSON = "cdktf.json"
"""The file's name; the folder that holds it is the project's."""

_DEFAULT_OUTPUT = "cdktf.out"


def outdir_of(folder: Path, configuration: Mapping[str, Any], environ: Mapping[str, str]) -> Path:
    """Where the cdktf CLI lets the app of a folder write.

    Args:
        folder: The folder that holds cdktf.json.
        configuration: All of cdktf.json.
        environ: The environment, in which ``CDKTF_OUTDIR`` wins over cdktf.json's ``output``.
    """
    return folder / (environ.get("CDKTF_OUTDIR") or configuration.get("output") or _DEFAULT_OUTPUT)
