"""The documentation site: docs/, and a page for each noun of the library, as HTML."""
