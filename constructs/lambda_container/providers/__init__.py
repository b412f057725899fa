"""The versions of Terraform's providers."""
