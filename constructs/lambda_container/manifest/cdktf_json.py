"""The app's configuration for the cdktf CLI."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambda_container.build.context_walk import SYNTHESIZED

CDKTF_JSON = "cdktf.json"
"""The file's name; the folder that contains it is the project's."""


def read_configuration(folder: Path) -> Any:
    """The content of a folder's cdktf.json.

    Raises:
        OSError: There is none, or it cannot be read.
        ValueError: It is not valid JSON.
    """
    return json.loads((folder / CDKTF_JSON).read_text(encoding="utf-8"))


def outdir_of(folder: Path, configuration: Mapping[str, Any], environ: Mapping[str, str]) -> Path:
    """Return the output folder that the cdktf CLI sets for the app of a folder.

    Args:
        folder: The folder that contains cdktf.json.
        configuration: Content of cdktf.json.
        environ: The environment, whose ``CDKTF_OUTDIR`` overrides cdktf.json's ``output``.
    """
    return folder / (environ.get("CDKTF_OUTDIR") or configuration.get("output") or SYNTHESIZED)
