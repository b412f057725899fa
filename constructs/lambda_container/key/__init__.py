"""KMS keys, created or existing, and the grants to use them."""
