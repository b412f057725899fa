"""The module's variables: their types, defaults and descriptions, and the rules for each."""

from __future__ import annotations

from collections.abc import Mapping

from tools.module.variables import (
    configuration,
    events,
    function,
    image,
    network,
    refused,
    repository,
    role,
)
from tools.module.variables.refused import REFUSED_VARIABLES
from tools.module.variables.variable import Variable

__all__ = ["REFUSED_VARIABLES", "Variable", "variables"]

_PARTS = (function, image, configuration, role, network, events, repository, refused)


def variables() -> Mapping[str, Variable]:
    """Every variable."""
    return {name: variable for part in _PARTS for name, variable in part.variables().items()}
