"""The documentation site: docs/ and the reference pages of the library, as HTML."""

from tools.step import ROOT

SITE = ROOT / "site"
HTML = SITE / "html"
