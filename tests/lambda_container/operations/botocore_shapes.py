"""What AWS's APIs answer, by the model that botocore has of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.model import ServiceModel
from botocore.session import Session
from botocore.validate import ParamValidator


@cache
def _model(service: str) -> ServiceModel:
    return Session().get_service_model(service)


def valid(service: str, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer of a stand-in, which has the shape that botocore's model says."""
    shape = _model(service).operation_model(operation).output_shape
    unknown = set(answer) - set(shape.members)
    assert not unknown, unknown
    report = ParamValidator().validate(answer, shape)
    assert not report.has_errors(), report.generate_report()
    return answer
