"""Event sources: services that Lambda polls, and services that invoke a function."""
