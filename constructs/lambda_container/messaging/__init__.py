"""Constructs for SQS queues and SNS topics: work queues, dead letters and their policies."""
