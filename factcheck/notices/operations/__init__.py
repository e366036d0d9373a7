"""Writes to notifications and webhooks."""

from factcheck.notices.operations.notifications import mark_all_read, mark_read, notify

__all__ = ["mark_all_read", "mark_read", "notify"]
