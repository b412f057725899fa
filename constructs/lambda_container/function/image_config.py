"""Overrides of an image's configuration by a function."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.lambda_function import LambdaFunctionImageConfig

from lambda_container.checks.arguments import Arguments
from lambda_container.terraform.escaping import literal
from lambda_container.terraform.references import is_token

# https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html
ITEMS = 1500
LENGTH = 1000
ITEMS_RULE = f"have at most {ITEMS} texts"
PATH_RULE = "be an absolute path"


def image_config(
    arguments: Arguments,
    entry_point: Sequence[str],
    command: Sequence[str],
    working_directory: str | None,
) -> LambdaFunctionImageConfig | None:
    """Check ENTRYPOINT, CMD and WORKDIR, and make them literal; ``None`` without overrides."""
    texts: dict[str, list[str] | None] = {}
    for name, value in (("entry_point", entry_point), ("command", command)):
        items = arguments.strings(name, value, LENGTH, minimum=0, multiline=True)
        if len(items) > ITEMS:
            arguments.fail(name, ITEMS_RULE, len(items))
        texts[name] = [literal(item) for item in items] or None
    if working_directory is not None:
        arguments.text("working_directory", working_directory, LENGTH)
        if not working_directory.startswith("/") and not is_token(working_directory):
            arguments.fail("working_directory", PATH_RULE, working_directory)
        working_directory = literal(working_directory)
    if not any(texts.values()) and working_directory is None:
        return None
    return LambdaFunctionImageConfig(**texts, working_directory=working_directory)
