"""API Gateway HTTP and REST APIs that invoke functions."""
