"""Snapshots of stacks, for syrupy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syrupy.extensions.json import JSONSnapshotExtension

from lambda_container.testing.template import Template

if TYPE_CHECKING:
    from syrupy.types import PropertyFilter, PropertyMatcher, SerializedData


class TerraformSnapshotExtension(JSONSnapshotExtension):
    """One JSON file for each snapshot, without hashes and versions of providers.

    It takes a ``Template`` or a stack; ``template.stable(hashes=True, versions=True)`` keeps them.
    ``exclude``, ``include`` and ``matcher`` are syrupy's own.
    """

    def serialize(
        self,
        data: Any,
        *,
        exclude: PropertyFilter | None = None,
        include: PropertyFilter | None = None,
        matcher: PropertyMatcher | None = None,
    ) -> SerializedData:
        """Return the content of the file."""
        if not isinstance(data, (Template, dict)):
            data = Template.from_stack(data)
        if isinstance(data, Template):
            data = data.stable()
        return super().serialize(data, exclude=exclude, include=include, matcher=matcher)
