"""A project whose one resource is Terraform's own, so that no provider is needed."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

PROGRAM = """\
import lambda_container
from pathlib import Path
from cdktf import App, DataResource, LocalBackend, TerraformOutput, TerraformStack

app = App()
for name in ("dev", "prod"):
    stack = TerraformStack(app, name)
    LocalBackend(stack, path=f"../../../{name}.tfstate")
    thing = DataResource(stack, "Thing", input={"value": Path("value").read_text()})
    TerraformOutput(stack, "value", value=thing.output)
    TerraformOutput(stack, "secret", value="hunter2", sensitive=True)
app.synth()
"""


def write_project(folder: Path) -> Path:
    """Write the project; ``value`` is the file that changes what is deployed."""
    (folder / "main.py").write_text(PROGRAM)
    app = shlex.join([sys.executable, "main.py"])
    (folder / "cdktf.json").write_text(json.dumps({"language": "python", "app": app}))
    (folder / "value").write_text("one")
    return folder
