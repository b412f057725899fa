"""Free text stays as it was written.

Terraform evaluates ``${...}`` and ``%{...}`` in every string of its JSON, so a description or an
environment value could read a file. Free text is therefore escaped; :func:`raw` opts out.
"""

from __future__ import annotations

from lambda_container.tokens import STRING_TOKEN


class Raw(str):
    """Text that Terraform may evaluate; made by :func:`raw`."""

    __slots__ = ()


def raw(expression: str) -> Raw:
    """Let Terraform evaluate ``${...}`` and ``%{...}`` in a piece of free text.

    Args:
        expression: A Terraform template, such as ``"${var.level}"``. Never pass text of others.
    """
    return Raw(expression)


def literal(text: str) -> str:
    """Escape free text so that Terraform yields it unchanged; references of cdktf stay alive."""
    if isinstance(text, Raw):
        return str(text)
    if "$" not in text and "%{" not in text:
        return text
    parts: list[str] = []
    end = 0
    for token in STRING_TOKEN.finditer(text):
        before = text[end : token.start()]
        kept = before.rstrip("$")
        # "$" right before a reference would turn it into an escape: "$${...}".
        parts += [_escaped(kept), '${"$"}' * (len(before) - len(kept)), token.group()]
        end = token.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")
