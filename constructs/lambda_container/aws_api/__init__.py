"""AWS calls through botocore: one session, one set of errors, ECR and Lambda."""
