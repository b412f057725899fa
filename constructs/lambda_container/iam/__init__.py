"""IAM policy documents: statements, principals, conditions and how statements are merged."""
