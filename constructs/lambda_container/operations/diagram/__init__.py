"""Pictures of a stack: its functions, and what is connected to them."""
