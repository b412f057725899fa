"""The interface of constructs to Terraform: escaping, references, construct tree, placement.

Everything here needs cdktf; nothing here depends on a particular AWS service.
"""

from lambda_container.base import check_alone

check_alone()
