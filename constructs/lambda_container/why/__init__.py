"""Why an image is built anew: what its content hash covers, and what of that changed."""
