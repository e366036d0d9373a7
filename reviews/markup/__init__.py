"""What is published about a review, as plain data and as schema.org markup; pure."""
