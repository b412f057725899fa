"""Each stack's record of its images and functions, and the lock file of digests.

Synthesis writes the record into the stack's JSON; the commands read it, without jsii.
"""
