"""CDKTF constructs for AWS Lambda functions that are container images."""
