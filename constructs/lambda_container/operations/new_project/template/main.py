"""The app: one stack for each environment."""

import lambda_container  # noqa: F401 - first, so that the provider packages load lazily
from cdktf import App

from stacks.environments import ENVIRONMENTS
from stacks.service import ServiceStack

app = App()
for environment in ENVIRONMENTS:
    ServiceStack(app, environment.name, environment=environment)
app.synth()
