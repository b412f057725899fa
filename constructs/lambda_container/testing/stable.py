"""A stack's JSON without the parts that change although the stack does not."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lambda_container.build.image_tag import HASH_DIGITS

_DIGEST = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
# The beginning of a hash, or all of it.
_TAG_ALONE = re.compile(rf"[0-9a-f]{{{HASH_DIGITS},64}}")
# The tag of an image after its repository.
_TAG = re.compile(
    rf"(?P<repository>repository_url\}}|\.amazonaws\.[a-z.]+/[a-z0-9._/-]+):{_TAG_ALONE.pattern}\b"
)
# The name that cdktf derives from a construct's path ends in a hash of that path.
_UNIQUE_NAME = re.compile(r"(?P<path>.+)_[0-9A-F]{8}")
_HASH = "<hash>"
_VERSION = "<version>"
_BLOCKS = ("resource", "data", "ephemeral")


def stable(content: Mapping[str, Any], *, hashes: bool, versions: bool) -> dict[str, Any]:
    """Return the JSON for a snapshot; see ``Template.stable``."""
    whole: dict[str, Any] = json.loads(json.dumps(content, sort_keys=True))
    if not versions:
        _mask_versions(whole.get("terraform", {}))
    whole = _map_texts(whole, _as_json)
    if not hashes:
        for image in whole.get("data", {}).get("aws_ecr_image", {}).values():
            if _TAG_ALONE.fullmatch(image.get("image_tag", "")):
                image["image_tag"] = _HASH
        whole = _map_texts(whole, _shortening_names(whole))
        whole = _map_texts(whole, _without_hashes)
    return whole


def _mask_versions(terraform: dict[str, Any]) -> None:
    """Mask the versions, and write each source as CDK Terrain does: ``hashicorp/aws``."""
    if "required_version" in terraform:
        terraform["required_version"] = _VERSION
    required = terraform.get("required_providers", {})
    for name, provider in required.items():
        if not isinstance(provider, dict):  # its older form: a version
            required[name] = _VERSION
            continue
        if "version" in provider:
            provider["version"] = _VERSION
        if source := (provider.get("source") or "").removeprefix("registry.terraform.io/"):
            provider["source"] = source if "/" in source else f"hashicorp/{source}"


def _map_texts(value: Any, change: Callable[[str], Any]) -> Any:
    """Change every string and every key; keys stay sorted."""
    if isinstance(value, dict):
        pairs = {_key(change(key), key): _map_texts(item, change) for key, item in value.items()}
        return dict(sorted(pairs.items()))
    if isinstance(value, list):
        return [_map_texts(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _key(changed: object, key: str) -> str:
    return changed if isinstance(changed, str) else key


def _as_json(text: str) -> Any:
    """Return the value of a JSON string, under a key that marks it."""
    if text[:1] not in ("{", "["):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return {"(json)": _map_texts(value, _as_json)} if isinstance(value, (dict, list)) else text


def _without_hashes(text: str) -> str:
    return _DIGEST.sub(_HASH, _TAG.sub(rf"\g<repository>:{_HASH}", text))


def _shortening_names(content: Mapping[str, Any]) -> Callable[[str], str]:
    """Remove the hash from each name that is unique without it."""
    shorter: dict[str, str] = {}
    for names in _names(content):
        for name in names:
            match = _UNIQUE_NAME.fullmatch(name)
            if match is not None:
                shorter.setdefault(name, match["path"])
        uses = Counter(shorter.get(name, name) for name in names)
        for name in names:
            if uses[shorter.get(name, name)] > 1:
                shorter[name] = name
    if not shorter:
        return str
    longest_first = sorted(shorter, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    return lambda text: pattern.sub(lambda match: shorter[match.group()], text)


def _names(content: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield the names that must be unique: those of each type, and those of the outputs."""
    for kind in _BLOCKS:
        for blocks in content.get(kind, {}).values():
            yield list(blocks)
    yield list(content.get("output", {}))
