"""The app: for each environment its stack, and the one that it is built on."""

import lambda_container  # noqa: F401 - first, so that the provider packages load lazily
from cdktf import App

from stacks.bootstrap import bootstrap
from stacks.environments import ENVIRONMENTS
from stacks.service import ServiceStack

app = App()
for environment in ENVIRONMENTS:
    service = ServiceStack(app, environment.name, environment=environment)
    bootstrap(app, environment, service)
app.synth()
