"""A stack with all that the library can make."""

from __future__ import annotations

import warnings

import pytest

from tests.sweep.calls import CALLS
from tests.sweep.scene import Scene


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Every call of the sweep, made once."""
    context = tmp_path_factory.mktemp("context")
    (context / "Dockerfile").write_text("FROM scratch AS final\nCOPY app.py ./\n")
    (context / "app.py").write_text("")
    scene = Scene(context)
    with warnings.catch_warnings(action="ignore"):
        for number, call in enumerate(CALLS.values(), start=1):
            scene.skip_to(20 * number)
            call.run(scene, call.arguments(""))
    return scene
