"""The REST API of claims and their provenance."""
