"""For every public call: how to make it, with a valid value of each of its parameters."""

from __future__ import annotations

from tests.sweep.calls import (
    api,
    deployment,
    events,
    function,
    iam,
    image,
    key,
    messaging,
    network,
    observability,
    repository,
    role,
    terraform,
)
from tests.sweep.calls.call import Call

CALLS: dict[str, Call] = {
    name: call
    for wing in (
        api,
        deployment,
        events,
        function,
        iam,
        image,
        key,
        messaging,
        network,
        observability,
        repository,
        role,
        terraform,
    )
    for name, call in wing.CALLS.items()
}
