"""The source of a provider's root package, as jsii-pacmak generates it.

Its shape, which is all that is known of it here::

    README, imports, check_type
    from ._jsii import *
    __all__ = [the submodules]
    publication.publish()
    from . import ...          one line for each submodule, to the end
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LIST = "\n__all__ = [\n"
_LIST_END = "\n]\n"
_PUBLISH = "\npublication.publish()\n"
_IMPORT = "from . import "
_LISTED = re.compile(r'    "(\w+)",')
_IMPORTED = re.compile(rf"{re.escape(_IMPORT)}(\w+)")
# What a root may define besides submodules would have to be in __all__, and registered with jsii.
_DEFINITION = re.compile(r"^(?:class |@jsii\.|from \._jsii import \*$)", re.MULTILINE)


@dataclass(frozen=True)
class RootSource:
    """A root that only gathers its submodules.

    Attributes:
        head: Its code without the list of submodules and without their imports.
        submodules: Their names, in the order of ``__all__``.
    """

    head: str
    submodules: tuple[str, ...]

    @classmethod
    def parse(cls, source: str) -> RootSource | None:
        """Read a root's source; None where its shape is another one."""
        before, publish, imports = source.rpartition(_PUBLISH)
        prologue, opening, rest = before.partition(_LIST)
        listed, closing, epilogue = rest.partition(_LIST_END)
        if not publish or not opening or not (closing or rest.endswith("\n]")):
            return None
        names = _names(_LISTED, listed.removesuffix("\n]"))
        imported = _names(_IMPORTED, imports)
        if not names or imported is None or set(names) != set(imported):
            return None
        head = f"{prologue}\n__all__ = []\n{epilogue}{publish}"
        if _DEFINITION.findall(head) != ["from ._jsii import *"]:
            return None
        return cls(head=head, submodules=names)


def _names(line: re.Pattern[str], text: str) -> tuple[str, ...] | None:
    names = []
    for each in text.splitlines():
        if not each or each.startswith("#"):
            continue
        match = line.fullmatch(each)
        if match is None:
            return None
        names.append(match[1])
    return tuple(names)
