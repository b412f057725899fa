"""What is deployed, and where."""
