"""Bring changed code to deployed functions, without Terraform."""
