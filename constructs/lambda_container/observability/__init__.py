"""Amazon CloudWatch: what says how a function does, and who hears of it."""

# Nothing is imported here: a verb that needs one noun shall not load the bindings of all.
