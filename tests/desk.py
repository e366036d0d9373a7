"""People at the desk: clients that are signed in to the admin."""

import html
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from factcheck.accounts.models import User
from tests.cast import Cast


class Desk(Client):
    """A browser in which somebody is signed in to the admin."""

    def page(self, model: str, what: str = "changelist", *args: Any, **query: Any) -> Any:
        """`model` is `app_model`; `what` the name of the view."""
        return self.get(url(model, what, *args), query or None)

    def text(self, model: str, what: str = "changelist", *args: Any, **query: Any) -> str:
        return str(self.page(model, what, *args, **query).content.decode())

    def fill(self, model: str, pk: Any, **changes: Any) -> dict[str, Any]:
        """Return what a browser would send from the object's page, with some fields changed."""
        response = self.page(model, "change", pk)
        return fields_of(response) | changes

    def save(self, model: str, pk: Any, **changes: Any) -> Any:
        return self.post(url(model, "change", pk), self.fill(model, pk, **changes))

    def act(self, model: str, action: str, *pks: Any, **more: Any) -> Any:
        data = {"action": action, "_selected_action": [str(pk) for pk in pks]} | more
        return self.post(url(model, "changelist"), data)


def url(model: str, what: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:{model}_{what}", args=args)


def fields_of(response: Any) -> dict[str, Any]:
    """Return the fields of a page's form with their values, texts with a browser's newlines."""
    form, sent = response.context["adminform"].form, {}
    sets = [item.formset for item in response.context["inline_admin_formsets"]]
    forms = [form, *(f for one in sets for f in [one.management_form, *one.forms])]
    for one in forms:
        for bound in one:
            value = bound.value()
            if value is None or value is False:
                continue
            if hasattr(bound.field, "fields") or hasattr(bound.field.widget, "widgets"):
                parts = bound.field.widget.decompress(value)
                sent |= {f"{bound.html_name}_{n}": str(part) for n, part in enumerate(parts)}
                continue
            sent[bound.html_name] = re.sub("\r\n|\r|\n", "\r\n", str(value))
    return sent


def said(response: Any) -> list[str]:
    """Return the messages that a request has left."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors_of(response: Any) -> dict[str, list[str]]:
    """Return a form's errors by field."""
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors.get_json_data()
    return {field: [one["message"] for one in found] for field, found in errors.items()}


def words(page: str) -> str:
    """Return a page's text without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def desk(cast: Cast, name: str) -> Desk:
    """A person of the cast, at the desk."""
    User.objects.filter(pk=cast.users[name].pk).update(is_staff=True)
    client = Desk()
    client.force_login(cast.users[name])
    return client


@pytest.fixture
def desks(cast: Cast) -> dict[str, Desk]:
    """Everybody of the cast, at the desk."""
    return {name: desk(cast, name) for name in cast.users}
