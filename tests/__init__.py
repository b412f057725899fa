"""The specification."""

import os
from tempfile import TemporaryDirectory
from unittest.mock import patch

# cdktf's Testing.app() creates a folder for each app and never deletes it. The parent is the
# temporary folder of jsii's Node process, which starts on the first import.
_APPS = TemporaryDirectory(prefix="lambda-container-tests-")
with patch.dict(os.environ, {"TMPDIR": _APPS.name}):
    import lambda_container  # noqa: F401 - before anything else imports a provider package
