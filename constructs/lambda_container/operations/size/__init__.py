"""What makes an image big, and its start slow."""
