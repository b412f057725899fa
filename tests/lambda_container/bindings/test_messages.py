"""jsii's messages: the same content and the same results as by its own way."""

from __future__ import annotations

import datetime
import io
import json
from enum import Enum, IntEnum, StrEnum
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import cdktf
import pytest
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunctionEphemeralStorage,
    LambdaFunctionVpcConfig,
)
from hypothesis import given
from hypothesis import strategies as st
from jsii import _kernel
from jsii._kernel import types
from jsii._kernel.providers import process

import lambda_container.bindings  # noqa: F401 - installs what is tested
from lambda_container.bindings import messages

node: Any = process._NodeProcess
core: Any = _kernel


class Number(IntEnum):
    """As no generated code has it: jsii refuses it."""

    ONE = 1


class Colour(Enum):
    """As generated code has them."""

    RED = "RED"


class Region(StrEnum):
    """As programs have them."""

    IRELAND = "eu-west-1"


class Zone(str, Enum):  # noqa: UP042 - which this is not
    """As older programs have them."""

    A = "eu-west-1a"


Colour.__jsii_type__ = "cdktf.Colour"  # type: ignore[attr-defined]


def stock(owner: Any, name: str) -> Any:
    return getattr(getattr(owner, name), messages._MARK)


def exchange(send: Any, request: Any, kind: type, answer: object) -> tuple[bytes, Any]:
    """What is written, and what comes of the answer."""
    self = SimpleNamespace()
    node.__init__(self)
    written = io.BytesIO()
    lines = io.BytesIO(json.dumps(answer).encode() + b"\n")
    self._process = SimpleNamespace(stdin=written, stdout=lines)
    self._next_message = lambda: node._next_message(self)
    try:
        result = send(self, request, kind)
    except Exception as error:
        result = (type(error), str(error), type(error.__cause__), str(error.__cause__))
    return written.getvalue(), result


def both(request: Any, kind: type, answer: object) -> list[tuple[bytes, Any]]:
    return [exchange(send, request, kind, answer) for send in (node.send, stock(node, "send"))]


THING = SimpleNamespace(__jsii_ref__=types.ObjRef("cdktf.App@1", ["constructs.IConstruct"]))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(
        [Colour.RED, Region.IRELAND, Zone.A, THING, types.ObjRef("a@1"), types.ObjRef("a@2", ["b"])]
    )
    | st.datetimes(timezones=st.just(datetime.UTC))
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
REFERENCE = st.sampled_from([types.ObjRef("a@1"), types.CreateResponse("a@1", ["b"])])
REQUESTS = (
    st.builds(
        types.CreateRequest,
        fqn=st.text(),
        args=st.lists(VALUES),
        overrides=st.lists(st.builds(types.Override, method=st.text(), cookie=st.text())),
        interfaces=st.none() | st.lists(st.text()),
    )
    | st.builds(types.GetRequest, objref=REFERENCE, property=st.text())
    | st.builds(types.SetRequest, objref=REFERENCE, property=st.text(), value=VALUES)
    | st.builds(types.InvokeRequest, objref=REFERENCE, method=st.text(), args=st.lists(VALUES))
    | st.builds(types.StaticGetRequest, fqn=st.text(), property=st.text())
    | st.builds(types.StaticInvokeRequest, fqn=st.text(), method=st.text(), args=st.lists(VALUES))
    | st.builds(types.DeleteRequest, objref=REFERENCE)
    | st.just(types.StatsRequest())
)


@given(REQUESTS)
def test_a_request_is_written_as_by_jsii(request: Any) -> None:
    ours, theirs = both(request, types.SetResponse, {"ok": {}})
    assert ours == theirs


ANSWERS: list[tuple[type, object]] = [
    (types.CreateResponse, {"ok": {"$jsii.byref": "a@1"}}),
    (types.CreateResponse, {"ok": {"$jsii.byref": "a@1", "$jsii.interfaces": ["b"]}}),
    (types.GetResponse, {"ok": {"value": "x"}}),
    (types.GetResponse, {"ok": {"value": {"$jsii.map": {"a": {"$jsii.byref": "a@1"}}}}}),
    (types.GetResponse, {"ok": {"value": {"$jsii.enum": "cdktf.Colour/RED"}}}),
    (types.GetResponse, {"ok": {"value": {"$jsii.date": "2026-01-31T08:00:00Z"}}}),
    (types.GetResponse, {"ok": {}}),
    (types.InvokeResponse, {"ok": {"result": [1, None]}}),
    (types.InvokeResponse, {"ok": {}}),
    (types.SetResponse, {"ok": {}}),
    (
        types.InvokeResponse,
        {
            "callback": {
                "cbid": "1",
                "cookie": "c",
                "invoke": {"objref": {"$jsii.byref": "a@1"}, "method": "m", "args": [1]},
            }
        },
    ),
    (types.GetResponse, {"error": "no", "stack": "at x", "name": "@jsii/kernel.Fault"}),
    (types.GetResponse, {"error": "no", "stack": "at x", "name": "@jsii/kernel.RuntimeError"}),
]


@pytest.mark.parametrize(("kind", "answer"), ANSWERS, ids=str)
def test_an_answer_is_read_as_by_jsii(kind: type, answer: object) -> None:
    request = types.InvokeRequest(types.ObjRef("a@1"), "m")
    ours, theirs = both(request, kind, answer)
    assert ours == theirs


STRUCTS = [
    cdktf.TerraformResourceLifecycle(ignore_changes=["a"], create_before_destroy=True),
    cdktf.S3BackendConfig(bucket="b", key="k", assume_role={"role_arn": "arn"}),
    LambdaFunctionVpcConfig(subnet_ids=["a"], security_group_ids=["b"]),
    cdktf.TerraformOutputConfig(value=None),
    {"nested": [LambdaFunctionEphemeralStorage(size=512), {"a": None}], "b": (1,)},
    Colour.RED,
    Region.IRELAND,
    [Zone.A, {"a": Region.IRELAND}],
    cdktf.S3BackendConfig(bucket=Zone.A, key="k"),
    {"a": Number.ONE},
    datetime.datetime(2026, 1, 31, tzinfo=datetime.UTC),
]


@pytest.mark.parametrize("value", STRUCTS, ids=lambda value: type(value).__name__)
def test_a_value_is_handed_over_as_by_jsii(value: object) -> None:
    created: list[object] = []
    kernel = SimpleNamespace(create=lambda _, each: created.append(each))
    results = []
    for make in (core._make_reference_for_native, stock(core, "_make_reference_for_native")):
        try:
            results.append((make(kernel, value), len(created)))
        except (
            AttributeError,
            AssertionError,
        ) as error:  # what is handed over by reference has none yet
            results.append((str(error), len(created)))
        created.clear()
    ours, theirs = results
    assert ours == (without_nulls(theirs[0]), theirs[1])


def without_nulls(value: Any) -> Any:
    """A value whose structs have no null, which Node drops."""
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    if not isinstance(value, dict):
        return value
    data = value.get("data")
    if "fqn" in value and isinstance(data, dict):
        return {**value, "data": {k: without_nulls(v) for k, v in data.items() if v is not None}}
    return {name: without_nulls(each) for name, each in value.items()}


def test_what_is_required_and_missing_is_named(stack: cdktf.TerraformStack) -> None:
    with pytest.raises(AssertionError, match="Required property 'value' is missing"):
        cdktf.TerraformOutput(stack, "a", value=None)


@pytest.mark.parametrize("value", [Region.IRELAND, [Zone.A], {"a": Zone.A}], ids=repr)
def test_an_enumeration_of_strings_is_one(value: object, stack: cdktf.TerraformStack) -> None:
    cdktf.TerraformOutput(stack, "a", value=value)
    written = json.loads(cdktf.Testing.synth(stack))["output"]["a"]["value"]
    assert written == json.loads(json.dumps(value))


def test_a_function_is_refused_as_by_jsii() -> None:
    for make in (core._make_reference_for_native, stock(core, "_make_reference_for_native")):
        with pytest.raises(Exception, match="did you mean to call this function"):
            make(SimpleNamespace(), {"a": [len]})


def test_only_a_class_that_derives_from_a_generated_one_overrides() -> None:
    class Aspect(cdktf.TerraformStack):
        def to_string(self) -> str:
            return "ours"

    for kind in (cdktf.TerraformStack, Aspect):
        instance = object.__new__(kind)
        ours = core._get_overides(kind, instance)
        assert ours == stock(core, "_get_overides")(kind, instance)
    assert [override.cookie for override in ours] == ["to_string"]


def test_a_class_that_changes_overrides_what_it_has_then() -> None:
    class Changing(cdktf.TerraformStack):
        pass

    instance = object.__new__(Changing)

    def cookies() -> list[str]:
        ours = core._get_overides(Changing, instance)
        assert ours == stock(core, "_get_overides")(Changing, instance)
        return [override.cookie for override in ours]

    assert cookies() == []
    with patch.object(Changing, "to_string", lambda _: "ours"):
        assert cookies() == ["to_string"]
    with patch.object(Changing, "to_terraform", lambda _: {}):
        assert cookies() == ["to_terraform"]
    with patch.object(Changing, "to_string", "no function"):
        assert cookies() == []
    assert cookies() == []


def test_a_message_with_other_fields_is_left_to_jsii(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {**messages._CALLS, "get": (types.GetRequest, ("objref", "name"))}
    monkeypatch.setattr(messages, "_CALLS", calls)
    with pytest.raises(AttributeError, match="GetRequest has other fields"):
        messages.install()
