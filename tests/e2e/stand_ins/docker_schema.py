"""The arguments of the Docker provider, as the real one told Terraform: recordings/schema.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tf.gen import tfplugin_pb2
from tf.provider import _decode_state, _encode_state_d
from tf.schema import Attribute, Block, NestedBlock, NestMode, Schema
from tf.types import Bool, List, Map, Number, String, TfType
from tf.utils import Diagnostics

_FILE = Path(__file__).parents[1] / "recordings" / "schema.json"
_NESTING = tfplugin_pb2.Schema.NestedBlock.NestingMode
_MODES = {"list": _NESTING.LIST, "set": _NESTING.SET, "single": _NESTING.SINGLE}
_SIMPLE: dict[str, type[TfType]] = {"bool": Bool, "number": Number, "string": String}
_COLLECTIONS: dict[str, Any] = {"list": List, "map": Map}


def recorded(name: str, *, replaces: tuple[str, ...] = ()) -> Schema:
    """One of the schemas.

    Args:
        name: Its name in the recording.
        replaces: The attributes of which another value is another resource.
    """
    schema = json.loads(_FILE.read_text())[name]
    block = _block(schema["block"], replaces)
    return Schema(block.attributes, schema["version"], block.block_types)


class _Nested(NestedBlock):
    """A block in a block, of any of Terraform's kinds."""

    def __init__(self, name: str, recorded: dict[str, Any]) -> None:
        super().__init__(
            name,
            NestMode.Set,  # the library has no word for lists
            _block(recorded["block"]),
            max_items=recorded.get("max_items"),
        )
        self._mode = recorded["nesting_mode"]

    def to_pb(self) -> Any:
        message = super().to_pb()
        message.nesting = _MODES[self._mode]
        return message

    def encode(self, value: Any) -> Any:
        if self._mode == "single":
            return _encode_state_d(self._amap(), self._bmap(), value, None)
        return [_encode_state_d(self._amap(), self._bmap(), each, None) for each in value]

    def decode(self, value: Any) -> Any:
        if self._mode == "single":
            return _decode_state(Diagnostics(), self._amap(), self._bmap(), value)[1]
        return [_decode_state(Diagnostics(), self._amap(), self._bmap(), each)[1] for each in value]

    def semantically_equal(self, a_decoded: Any, b_decoded: Any) -> bool:
        return bool(a_decoded == b_decoded)


def _block(recorded: dict[str, Any], replaces: tuple[str, ...] = ()) -> Block:
    return Block(
        attributes=[
            Attribute(
                name,
                _type(attribute["type"]),
                requires_replace=name in replaces,
                **{
                    flag: attribute.get(flag, False)
                    for flag in ("required", "optional", "computed", "sensitive")
                },
            )
            for name, attribute in recorded["attributes"].items()
        ],
        block_types=[_Nested(*item) for item in recorded.get("block_types", {}).items()],
    )


def _type(recorded: Any) -> TfType:
    if isinstance(recorded, str):
        return _SIMPLE[recorded]()
    kind, element = recorded
    collection: TfType = _COLLECTIONS[kind](_type(element))
    return collection
