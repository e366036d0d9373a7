"""Who works here: users, newsrooms, memberships, tokens."""
