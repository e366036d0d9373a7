"""Reads what others publish about their reviews, in the forms it is found in; pure."""
