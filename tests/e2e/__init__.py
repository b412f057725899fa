"""From source to an answering function and back, with real tools; see docs/testing.md."""
