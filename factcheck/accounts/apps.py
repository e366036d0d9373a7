"""Accounts as a Django application."""

from django.apps import AppConfig

from factcheck.core.labels import translate_labels


class AccountsConfig(AppConfig):
    """Users, newsrooms, memberships and API tokens."""

    name = "factcheck.accounts"
    label = "accounts"
    verbose_name = "Newsrooms and people"

    def ready(self) -> None:
        """Make the labels translatable."""
        translate_labels(self)
