"""What an environment needs before it is deployed: a place for its state, and roles for CI."""
