"""The app's configuration for the cdktf CLI."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambda_container.build.context import SYNTHESIZED

CDKTF_JSON = "cdktf.json"
"""The file's name; the folder that contains it is the project's."""


def outdir_of(folder: Path, configuration: Mapping[str, Any], environ: Mapping[str, str]) -> Path:
    """Return the output folder that the cdktf CLI sets for the app of a folder.

    Args:
        folder: The folder that contains cdktf.json.
        configuration: Content of cdktf.json.
        environ: The environment, whose ``CDKTF_OUTDIR`` overrides cdktf.json's ``output``.
    """
    return folder / (environ.get("CDKTF_OUTDIR") or configuration.get("output") or SYNTHESIZED)
