"""The documentation site: docs/ and the reference pages of the library, as HTML."""
