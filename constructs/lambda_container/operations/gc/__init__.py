"""Find and delete images that nothing runs."""
