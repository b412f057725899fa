"""Where Terraform keeps the state of a stack."""
