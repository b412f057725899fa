"""Build and push the images of stacks, and promote images from one stack to another."""
