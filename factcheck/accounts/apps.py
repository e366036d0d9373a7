"""Accounts as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, newsrooms, memberships and API tokens."""

    name = "factcheck.accounts"
    label = "accounts"
    verbose_name = "Newsrooms and people"
