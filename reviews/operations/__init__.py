"""Every write to reviews: one verb a function, one subject a module."""
