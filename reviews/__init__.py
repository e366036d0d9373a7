"""What was found, who signed it, and what the public sees."""
