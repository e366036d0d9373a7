"""What was said, by whom, where, and who has it from whom."""
