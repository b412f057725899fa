"""Read the manifests of the stacks in an output folder of cdktf."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from lambda_container.defaults import ARCHITECTURE
from lambda_container.errors import LambdaContainerError
from lambda_container.manifest.entries import (
    SCHEMA,
    AliasEntry,
    FunctionEntry,
    ImageEntry,
    StackManifest,
)
from lambda_container.manifest.literal_text import plain
from lambda_container.manifest.stack_json import STACK_JSON, read_stack


class ManifestError(LambdaContainerError):
    """A stack's JSON is missing, or this version cannot read it."""


def read_manifests(outdir: Path) -> list[StackManifest]:
    """Read the manifests of all stacks in a folder such as ``cdktf.out``, sorted by name.

    Raises:
        ManifestError: There is no stack, or one that this version cannot read.
    """
    try:
        whole = json.loads((outdir / "manifest.json").read_text(encoding="utf-8"))
        names = {stack["name"]: stack["workingDirectory"] for stack in whole["stacks"].values()}
    except FileNotFoundError:
        raise ManifestError(f"{outdir}: contains no stacks; synthesize the app first") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(f"{outdir / 'manifest.json'}: cannot be read: {error!r}") from error
    return [read_manifest(outdir / names[name], name=name) for name in sorted(names)]


def read_manifest(folder: Path, *, name: str | None = None) -> StackManifest:
    """Read the manifest of the stack in a folder such as ``cdktf.out/stacks/dev``.

    Args:
        folder: The folder that contains ``cdk.tf.json``.
        name: The stack's name. Default: the folder's.

    Raises:
        ManifestError: There is no stack, or this version cannot read it.
    """
    file = folder / STACK_JSON
    try:
        whole = read_stack(file)
    except FileNotFoundError:
        raise ManifestError(f"{file}: is missing; synthesize the app first") from None
    except (OSError, ValueError) as error:
        raise ManifestError(f"{file}: cannot be read: {error}") from error
    return stack_manifest(whole, folder=folder, name=name or folder.name)


def stack_manifest(whole: Mapping[str, Any], *, folder: Path, name: str) -> StackManifest:
    """Return the manifest in a stack's JSON.

    Args:
        whole: The JSON.
        folder: The folder of the JSON, which need not exist yet.
        name: The stack's name.

    Raises:
        ManifestError: Another version wrote it.
    """
    written = whole.get("//", {}).get("lambda_container", {"schema": SCHEMA})
    if written.get("schema") != SCHEMA:
        raise ManifestError(
            f"{folder / STACK_JSON}: was written by another version of lambda_container; synthesize"
            " the app again"
        )
    images = written.get("images", {})
    functions = written.get("functions", {})
    try:
        return StackManifest(
            name=name,
            folder=folder.absolute(),
            images=tuple(_image(whole, id_, images[id_]) for id_ in sorted(images)),
            functions=tuple(_functions(whole, functions)),
            sync=written.get("sync") is True,
        )
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise ManifestError(f"{folder / STACK_JSON}: cannot be read: {error}") from error


def _image(whole: Mapping[str, Any], id_: str, written: Mapping[str, Any]) -> ImageEntry:
    image = ImageEntry.read(id_, written)
    repository, provider = image.repository, _provider(whole, image.repository.provider)
    accounts = provider.get("allowed_account_ids") or [None]
    found = msgspec.structs.replace(
        repository,
        name=_text(repository.name) or repository.name,
        registry_id=_text(repository.registry_id or (accounts[0] if len(accounts) == 1 else None)),
        region=_text(repository.region or provider.get("region")),
        address=_address(whole, repository.name) if repository.managed else None,
    )
    return msgspec.structs.replace(image, repository=found)


def _address(whole: Mapping[str, Any], name: str) -> str | None:
    for id_, block in whole.get("resource", {}).get("aws_ecr_repository", {}).items():
        if block.get("name") == name:
            return f"aws_ecr_repository.{id_}"
    return None


def _provider(whole: Mapping[str, Any], fqn: str | None) -> Mapping[str, Any]:
    alias = None if fqn is None else fqn.partition(".")[2] or None
    providers = whole.get("provider", {}).get("aws", [])
    found = [each for each in providers if each.get("alias") == alias]
    return found[0] if found else {}


def _functions(whole: Mapping[str, Any], written: Mapping[str, Any]) -> Iterator[FunctionEntry]:
    blocks = {
        block["//"]["metadata"]["path"]: (f"aws_lambda_function.{address}", block)
        for address, block in whole.get("resource", {}).get("aws_lambda_function", {}).items()
    }
    for id_, entry in sorted(written.items()):
        path = entry["path"]
        # An override may have removed the resource.
        if (found := blocks.get(f"{path}/Resource")) is not None:
            address, block = found
            provider = _provider(whole, block.get("provider"))
            region = _text(block.get("region") or provider.get("region"))
            function = _function(id_, path, entry.get("image"), block, region)
            aliases = sorted(_aliases(whole, address), key=lambda alias: alias.name)
            accounts = provider.get("allowed_account_ids") or [None]
            yield msgspec.structs.replace(
                function,
                aliases=tuple(aliases),
                account=_text(accounts[0]) if len(accounts) == 1 else None,
            )


def _aliases(whole: Mapping[str, Any], function: str) -> Iterator[AliasEntry]:
    for block in whole.get("resource", {}).get("aws_lambda_alias", {}).values():
        name = _text(block.get("name"))
        if block.get("function_name") == f"${{{function}.function_name}}" and name is not None:
            ignored = block.get("lifecycle", {}).get("ignore_changes", [])
            yield AliasEntry(
                name=name,
                is_newest=block.get("function_version") == f"${{{function}.version}}",
                is_gradual="function_version" in ignored,
            )


def _function(
    id_: str, path: str, image: str | None, block: Mapping[str, Any], region: str | None
) -> FunctionEntry:
    config = _block(block.get("image_config"))
    variables = _block(block.get("environment")).get("variables", {})
    known = {name: plain(value) for name, value in variables.items()}
    (architecture,) = block.get("architectures", [ARCHITECTURE])
    return FunctionEntry(
        id=id_,
        path=path,
        image=image,
        image_uri=block.get("image_uri"),
        function_name=_text(block.get("function_name")),
        memory_size=_number(block.get("memory_size")),
        timeout=_number(block.get("timeout")),
        ephemeral_storage=_number(_block(block.get("ephemeral_storage")).get("size")),
        environment={name: value for name, value in known.items() if value is not None},
        references={name: variables[name] for name, value in known.items() if value is None},
        entry_point=tuple(_text(word) or "" for word in config.get("entry_point", ())),
        command=tuple(_text(word) or "" for word in config.get("command", ())),
        working_directory=_text(config.get("working_directory")),
        architecture=architecture,
        region=region,
    )


def _block(value: Any) -> Mapping[str, Any]:
    # In Terraform's JSON, a block is an object or a list of one object.
    block = value[0] if isinstance(value, list) and value else value
    return block or {}


def _text(value: Any) -> str | None:
    return plain(value) if isinstance(value, str) else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None
