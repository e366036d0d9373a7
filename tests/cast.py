"""The people of every test of an endpoint: a newsroom of each role, a rival, and a stranger."""

from dataclasses import dataclass
from typing import Any

import pytest
from rest_framework.test import APIClient

from factcheck.accounts.models import Membership, Newsroom, Role, User
from factcheck.accounts.operations import create_newsroom, issue_token

SCALE = [
    {"value": 1, "labels": {"en": "False", "ar": "خطأ"}},
    {"value": 2, "labels": {"en": "Misleading", "ar": "مضلل"}},
    {"value": 3, "labels": {"en": "True", "ar": "صحيح"}},
]


class Client(APIClient):
    """A program with a token; `changes` reads first and sends the ETag that it got."""

    def changes(self, method: str, url: str, data: Any = None, **headers: str) -> Any:
        etag = self.get(url).headers.get("ETag", '"none"')
        return getattr(self, method)(url, data, headers={"If-Match": etag} | headers)


class Clients(dict[str, Client]):
    """A client for each person, made when it is first asked for."""

    def __init__(self, users: dict[str, User]) -> None:
        super().__init__(anonymous=Client(raise_request_exception=False))
        self.users = users

    def __missing__(self, name: str) -> Client:
        self[name] = client_of(self.users[name])
        return self[name]


@dataclass
class Cast:
    """A desk, a rival desk, and clients with the tokens of their people."""

    newsroom: Newsroom
    rival_newsroom: Newsroom
    users: dict[str, User]
    clients: Clients

    def __getattr__(self, name: str) -> Client:
        try:
            return self.__dict__["clients"][name]
        except KeyError as error:
            raise AttributeError(name) from error


@pytest.fixture
def cast(db: None) -> Cast:
    """reader, reviewer, colleague, editor, admin of one newsroom; rival: editor of another."""
    newsroom = _newsroom("The Desk", "desk")
    rival_newsroom = _newsroom("The Rival", "rival")
    places = {
        "reader": (newsroom, Role.READER),
        "reviewer": (newsroom, Role.REVIEWER),
        "colleague": (newsroom, Role.REVIEWER),
        "editor": (newsroom, Role.EDITOR),
        "admin": (newsroom, Role.ADMIN),
        "rival": (rival_newsroom, Role.EDITOR),
        "rival_admin": (rival_newsroom, Role.ADMIN),
    }
    users = {name: _person(name, *place) for name, place in places.items()}
    users["nobody"] = User.objects.create_user("nobody")
    users["superuser"] = User.objects.create_superuser("superuser")
    return Cast(newsroom, rival_newsroom, users, Clients(users))


def client_of(user: User) -> Client:
    """A client that shows a fresh token of the user."""
    secret = issue_token(user=user, name="test", by=None)
    client = Client(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def _newsroom(name: str, slug: str) -> Newsroom:
    values = {
        "name": name,
        "slug": slug,
        "url": f"https://{slug}.example",
        "language": "en",
        "rating_scale": SCALE,
    }
    return create_newsroom(by=None, values=values)


def _person(name: str, newsroom: Newsroom, role: str) -> User:
    user = User.objects.create_user(name)
    Membership.objects.create(user=user, newsroom=newsroom, role=role)
    return user
