"""Compositions of the constructs, and the environments that they are made for."""
