"""Tells people and programs what has happened: notifications, e-mail, webhooks."""
