"""Write and read jsii's messages without cattrs: the same content, for less of Python's time.

cattrs looks at each value of each message, at most of which there is nothing to convert. A message
of an unknown kind, and what Node answers other than with a result, goes the standard way. Optional
properties without a value are not sent: Node drops their nulls.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import Any
from weakref import WeakKeyDictionary

from jsii import _kernel
from jsii._kernel import types
from jsii._kernel.providers import process

from lambda_container.bindings.settling import settle

_jsii: Any = process  # its private names have no types
_core: Any = _kernel
# By the name of the call: the request's class, and its fields in their order.
_CALLS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "create": (types.CreateRequest, ("fqn", "args", "overrides", "interfaces")),
    "get": (types.GetRequest, ("objref", "property")),
    "set": (types.SetRequest, ("objref", "property", "value")),
    "invoke": (types.InvokeRequest, ("objref", "method", "args")),
    "sget": (types.StaticGetRequest, ("fqn", "property")),
    "sinvoke": (types.StaticInvokeRequest, ("fqn", "method", "args")),
}
_OVERRIDE = ("method", "property", "cookie")
_PLAIN = frozenset({str, bool, int, float, type(None)})
_SPECIAL = b"$jsii."
_MARK = "__lambda_container_stock__"
_TYPE = "__jsii_type__"
_REQUIRED = "Required property "  # begins the assertion of a generated getter


def install() -> None:
    """Replace jsii's functions.

    Raises:
        AttributeError: A message has other fields than those that are known.
    """
    shapes: list[tuple[type[Any], tuple[str, ...]]] = [*_CALLS.values()]
    shapes += [(types.Override, _OVERRIDE), (types.GetResponse, ("value",))]
    shapes += [(types.InvokeResponse, ("result",))]
    for kind, fields in shapes:
        if tuple(field.name for field in vars(kind).get("__attrs_attrs__", ())) != fields:
            raise AttributeError(f"jsii's {kind.__name__} has other fields")
    _replace(_jsii._NodeProcess, "send", _send())
    _replace(_core, "_get_overides", _overrides(_core._get_overides))
    _replace(_core, "_make_reference_for_native", _reference(_core._make_reference_for_native))


def _replace(owner: Any, name: str, replacement: Any) -> None:
    stock = getattr(owner, name)
    if not hasattr(stock, _MARK):
        setattr(replacement, _MARK, stock)
        setattr(owner, name, replacement)


def _send() -> Any:
    """Send a request; the first that creates an object settles what is imported by then."""
    stock = _jsii._NodeProcess.send
    is_settled = False
    calls = {kind: (name, fields) for name, (kind, fields) in _CALLS.items()}
    encode = json.JSONEncoder(default=_encoded).encode
    traces_enabled = _jsii._stack_traces_enabled
    object_hook, response_kind = _jsii.ohook, _jsii._ProcessResponse

    def send(self: Any, request: Any, response_type: Any) -> Any:
        call = calls.get(type(request))
        if call is None or traces_enabled():
            return stock(self, request, response_type)
        name, fields = call
        nonlocal is_settled
        if not is_settled and name == "create":
            is_settled = True
            settle()
        message = {field: getattr(request, field) for field in fields}
        message["api"] = name
        self._process.stdin.write(encode(message).encode() + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line, object_hook=object_hook if _SPECIAL in line else None)
        if "ok" in answer:
            return _structured(self._serializer, answer["ok"], response_type)
        response = self._serializer.structure(answer, response_kind)
        if isinstance(response, _jsii._CallbackResponse):
            return response.callback
        kind = (
            _jsii.JSIIError if response.name == _jsii.ErrorType.JSII_FAULT.value else RuntimeError
        )
        raise kind(response.error) from _jsii.JavaScriptError(response.stack)

    return send


def _encoded(value: Any) -> Any:
    """What ``json`` cannot write by itself."""
    if type(value) is types.Override:
        return {name: getattr(value, name) for name in _OVERRIDE}
    if isinstance(value, types.ObjRef):
        return _jsii._unstructure_ref(value)
    if isinstance(value, Enum):
        return _jsii._unstructure_enum(value)
    return _jsii.jdefault(value)


def _structured(serializer: Any, result: Any, response_type: Any) -> Any:
    if response_type is types.CreateResponse and type(result) is types.ObjRef:
        return types.CreateResponse(ref=result.ref)
    if type(result) is dict:
        if response_type is types.GetResponse:
            return types.GetResponse(value=result.get("value"))
        if response_type is types.InvokeResponse:
            return types.InvokeResponse(result=result.get("result"))
    return serializer.structure(result, response_type)


def _overrides(stock: Any) -> Any:
    found: WeakKeyDictionary[type, tuple[object, Any]] = WeakKeyDictionary()

    def overrides(klass: Any, obj: Any) -> Any:
        # A generated class overrides nothing; only those that derive from one can.
        kind = type(obj)
        if getattr(kind, "__jsii_declared_type__", None) is not None:
            return []
        members: list[object] = [getattr(klass, _TYPE, None)]
        for each in kind.__mro__:
            members += vars(each)
            members += map(type, vars(each).values())
        known = found.get(kind)
        if known is None or known[0] != members:
            known = found[kind] = (members, stock(klass, obj))
        return known[1]

    return overrides


def _reference(stock: Any) -> Any:
    structs: dict[type, list[tuple[str, str, bool]]] = {}

    def reference(kernel: Any, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is dict:
            return {"$jsii.map": {key: reference(kernel, each) for key, each in value.items()}}
        if kind is list:
            return [reference(kernel, each) for each in value]
        if isinstance(value, Enum) and not isinstance(value, str) and not hasattr(kind, _TYPE):
            return _jsii._unstructure_enum(value)  # refused, also where json could write it
        # A struct of generated code keeps what it was given in a dict.
        mapping = kind.__dict__.get("__jsii_name_mapping__")
        if mapping is None or "_values" not in getattr(value, "__dict__", ()):
            return stock(kernel, value)
        given = value.__dict__["_values"].get
        data = {}
        properties = structs.get(kind) or structs.setdefault(kind, _properties(kind, mapping))
        for ours, name, is_required in properties:
            each = given(ours)
            if each is None and is_required:
                each = getattr(value, ours)  # which says so
            if each is not None:
                data[name] = reference(kernel, each)
        return {"$jsii.struct": {"fqn": kind.__jsii_type__, "data": data}}

    return reference


def _properties(kind: Any, mapping: dict[str, str]) -> list[tuple[str, str, bool]]:
    """The names of a struct's properties in Python and in Node, and whether each is required."""
    return [(ours, name, _is_required(getattr(kind, ours))) for ours, name in mapping.items()]


def _is_required(getter: Any) -> bool:
    constants = getter.fget.__code__.co_consts
    return any(isinstance(each, str) and each.startswith(_REQUIRED) for each in constants)
