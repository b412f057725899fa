"""The Lambda function, its configuration, aliases, permissions and function URL."""
