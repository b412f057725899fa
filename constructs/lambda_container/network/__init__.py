"""The VPC, its security groups and their rules."""
