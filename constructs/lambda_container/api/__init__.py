"""Constructs for HTTP and REST APIs of API Gateway that invoke functions."""
