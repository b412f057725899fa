"""ECR repositories, created or existing, with their policies and lifecycle rules."""
