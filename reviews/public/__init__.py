"""What the public sees: pages that need no session and can be cached."""
