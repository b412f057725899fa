"""Pin base images by digest, and find newer ones in their registries."""
