"""Container images as constructs: built by Terraform, published, or existing."""
