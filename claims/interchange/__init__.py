"""The import format: between JSON and records, without a database."""
