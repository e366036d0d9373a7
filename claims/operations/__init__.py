"""Every write to claims and their provenance, one verb a function."""
