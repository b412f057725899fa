"""IAM execution roles of functions, created or existing."""
