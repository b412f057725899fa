"""Scan every environment and example for security problems: checkov, parliament and our rules.

``python -m tools.scan`` synthesizes everything (targets), runs each scanner on the JSON (scanners,
rules), and fails on findings that the allow-list (allowed.toml) does not justify. A planted
insecure stack, in which every scanner must find problems, shows that they work.
"""
