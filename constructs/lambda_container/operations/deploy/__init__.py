"""Plan a stack with Terraform, show what would change, and apply exactly that."""
