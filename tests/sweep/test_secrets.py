"""No error shows a secret that was passed by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sweep.calls import CALLS
from tests.sweep.hostile import SECRET, secrets
from tests.sweep.outcome import outcomes

pytestmark = pytest.mark.filterwarnings("ignore::lambda_container.LambdaContainerWarning")

SENSITIVE = {
    "build_args",
    "command",
    "entry_point",
    "env",
    "environment",
    "event_source_token",
    "extra_hash",
    "input",
    "key",
    "labels",
    "public_build_args",
    "secret",
    "secret_arn",
    "secrets",
    "server_root_ca_secret_arn",
    "src",
    "template",
    "value",
}
"""Parameters into which secrets are put: none of their values is shown.

Of the others, none is shown that has the form of a secret: it is assigned to a name such as
``API_TOKEN``, or is the password in a URL, or stands in a mapping or a list.
"""


@pytest.mark.parametrize("call", CALLS)
def test_no_error_shows_a_secret(call: str, context: Path) -> None:
    for outcome in outcomes(call, secrets, context):
        name = outcome.parameter.partition("(")[2].removesuffix("=)")
        plain = any(form in outcome.value.kind for form in ("bare", "line break"))
        hidden = name in SENSITIVE and ", as a key" not in outcome.value.kind
        if outcome.message is not None and (hidden or not plain):
            assert SECRET not in outcome.message, str(outcome)
