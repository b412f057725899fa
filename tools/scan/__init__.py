"""Looks for weak spots in every environment and every example: checkov, parliament and our rules.

``python -m tools.scan`` synthesizes everything (targets), asks each scanner what it finds in the
JSON (checkov, iam, rules), and fails on what the allow-list (allowed.toml) gives no reason for.
A planted bad stack, which every scanner has to catch, shows that they work.
"""
