"""Logs, metrics, alarms and dashboards of functions."""
