"""Invoking one function of an app, here or where it is deployed."""
