"""Explain which inputs decide the tag of an image, and which of them changed."""
