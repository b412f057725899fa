"""The folder that an app is synthesized to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

_DEFAULT = "cdktf.out"


def outdir_of(folder: Path, configuration: Mapping[str, Any], environ: Mapping[str, str]) -> Path:
    """Where the cdktf CLI lets the app of a folder write.

    Args:
        folder: The folder that holds cdktf.json.
        configuration: All of cdktf.json.
        environ: The environment, in which ``CDKTF_OUTDIR`` wins over cdktf.json's ``output``.
    """
    return folder / (environ.get("CDKTF_OUTDIR") or configuration.get("output") or _DEFAULT)
