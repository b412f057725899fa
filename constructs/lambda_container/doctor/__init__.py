"""What a machine needs to build, publish and deploy, and what to do about what it lacks."""
