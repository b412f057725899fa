"""How constructs speak to Terraform: escaping, references, the construct tree, placement.

Everything here needs cdktf, and nothing here knows a particular AWS service.
"""
