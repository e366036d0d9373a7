"""Loads the sample newsroom with its articles and reviews, and says what there is to see."""

import json
import secrets
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from claims.interchange.reader import Ids, read
from claims.models import Claim
from claims.models.vocabulary import Outcome
from claims.operations.intake import import_file
from factcheck.accounts.models import ApiToken, Newsroom, Role, User
from factcheck.accounts.operations import create_newsroom, issue_token, set_role
from reviews.models import Rendition, Review
from reviews.operations import rendering
from reviews.operations.reviews import open_review, perform
from reviews.operations.revisions import Content
from reviews.workflow import Status, Verb

SEARCH = "/v1alpha1/claims:search?query=diesel&languageCode=en"
# What is to be seen of each review, and of all, with words that prove it.
FORMS_CHECKED = ("card/", "badge.svg", "claimreview.google.json", "claimreview.jws", "v1/")
PUBLIC = {
    "embed.js": "attachShadow",
    "feeds/datafeed.json": "DataFeedItem",
    "feeds/atom.xml": "<entry",
    "feeds/feed.json": "jsonfeed.org",
    "feeds/rss.xml": "<item",
    "sitemap.xml": "<sitemap",
    "sitemap-news.xml": "<news:",
    ".well-known/claimreview": "datafeed",
    ".well-known/jwks.json": "Ed25519",
    "verify/": "claimreview.jws",
}

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
STEPS = {
    Status.DRAFT: [],
    Status.SUBMITTED: [(Verb.SUBMIT, Role.REVIEWER)],
    Status.PUBLISHED: [
        (Verb.SUBMIT, Role.REVIEWER),
        (Verb.APPROVE, Role.EDITOR),
        (Verb.PUBLISH, Role.EDITOR),
    ],
}


class Command(BaseCommand):
    """`manage.py load_sample --base-url URL --write FILE`; what is there already stays."""

    help = "Load the sample newsroom; publishing is done by a worker, which must be running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument("--base-url", required=True, help="where the web server answers")
        parser.add_argument("--write", type=Path, required=True, help="file for ids and tokens")
        parser.add_argument("--wait", type=float, default=90, help="seconds for the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing, wait until it is published, write what a client needs."""
        notes: Path = options["write"]
        earlier = json.loads(notes.read_text()) if notes.exists() else {}
        password = earlier.get("password") or secrets.token_urlsafe(9)
        newsroom, people = _newsroom(password)
        self._articles()
        claims, reviews = self._reviews(newsroom, people)
        rendering.render_moved()
        call_command("render_published", missing=True)  # what an older release did not have
        self._await([review for review in reviews if review.slug], options["wait"])
        tokens = {role: _token(people[role], earlier) for role in Role.values}
        found = _notes(options["base_url"].rstrip("/"), newsroom, claims, reviews, tokens)
        found |= {"password": password, "accounts": _accounts(people, password)}
        _write(notes, found)

    def _articles(self) -> None:
        file = read((SAMPLE / "articles.json").read_bytes())
        with tqdm(total=len(file.entries), desc="articles", unit="rec") as bar:
            results = import_file(file=file, by=None, on_result=lambda _: bar.update())
        for result in results:
            for flaw in result.flaws:
                raise CommandError(f"The sample is broken: {flaw.path}: {flaw.reason}")
        new = sum(result.outcome == Outcome.CREATED for result in results)
        self.stdout.write(f"articles.json: {new} of {len(results)} records were new")

    def _reviews(
        self, newsroom: Newsroom, people: dict[str, User]
    ) -> tuple[list[Claim], list[Review]]:
        claim_id = Ids("sample")
        claims, reviews = [], []
        for item in json.loads((SAMPLE / "reviews.json").read_text()):
            claim = Claim.objects.get(pk=claim_id(item["claim"]))
            claims.append(claim)
            held = Review.objects.filter(claim=claim, newsroom=newsroom).first()
            reviews.append(held or _review(newsroom, claim, item, people))
        return claims, reviews

    def _await(self, published: list[Review], seconds: float) -> None:
        """Wait until the worker has rendered all that is published."""
        deadline = time.monotonic() + seconds
        slugs = [review.slug for review in published]
        with tqdm(total=len(slugs), desc="published", unit="page") as bar:
            while bar.n < len(slugs):
                live = Rendition.objects.filter(
                    slug__in=slugs, version=0, form=Rendition.Form.PAGE
                ).count()
                bar.update(live - bar.n)
                if time.monotonic() > deadline:
                    raise CommandError("The worker has not published the sample: see its log.")
                time.sleep(0.2)


def _newsroom(password: str) -> tuple[Newsroom, dict[str, User]]:
    """Return the sample newsroom and one person per role, made where they are missing."""
    values = json.loads((SAMPLE / "newsroom.json").read_text())
    values.pop("name_ar", None)
    newsroom = Newsroom.objects.filter(slug=values["slug"]).first()
    if newsroom is None:
        newsroom = create_newsroom(by=None, values=values)
    return newsroom, {role: _person(newsroom, role, password) for role in Role.values}


@transaction.atomic
def _person(newsroom: Newsroom, role: str, password: str) -> User:
    user, made = User.objects.get_or_create(
        username=role, defaults={"is_staff": True, "is_superuser": role == Role.ADMIN}
    )
    if made:
        user.set_password(password)
        user.save()
        set_role(by=None, newsroom=newsroom, user=user, role=role)
    return user


@transaction.atomic
def _review(
    newsroom: Newsroom, claim: Claim, item: dict[str, Any], people: dict[str, User]
) -> Review:
    content = Content(
        title=item["title"],
        rating_value=item["rating"]["value"],
        summary=item["summary"],
        explanation=item["explanation"],
    )
    review = open_review(
        newsroom=newsroom,
        claim=claim,
        language=item["language"],
        content=content,
        by=people[Role.REVIEWER],
    )
    for verb, role in STEPS[Status(item["state"])]:
        review = perform(review=review, verb=verb, by=people[role])
    return review


def _token(user: User, earlier: dict[str, Any]) -> str:
    """Return the token of the last start if it still works, else a new one."""
    held = earlier.get("tokens", {}).get(user.username, "")
    digest = ApiToken.digest_of(held)
    if held and ApiToken.objects.filter(user=user, digest=digest, revoked_at=None).exists():
        return str(held)
    return issue_token(user=user, name="demo", by=None)


def _accounts(people: dict[str, User], password: str) -> list[dict[str, str]]:
    return [
        {"username": user.username, "password": password, "role": role}
        for role, user in people.items()
    ]


def _notes(
    base: str,
    newsroom: Newsroom,
    claims: list[Claim],
    reviews: list[Review],
    tokens: dict[str, str],
) -> dict[str, Any]:
    """Return what a client needs, what a person should open, and what a check should request."""
    shown = [review for review in reviews if review.slug]
    pages = {f"published review ({r.language})": rendering.public_url(r) for r in shown}
    claim = f"{base}/api/v1/claims/{claims[0].pk}/"
    reader = {"Authorization": f"Bearer {tokens[Role.READER]}"}
    text = claims[0].text_in("en")
    markup = f"{rendering.public_url(shown[0])}claimreview.json"
    return {
        "base_url": base,
        "tokens": tokens,
        "newsroom": str(newsroom.pk),
        "claim": str(claims[0].pk),
        "review": str(shown[0].pk),
        "open": [
            *({"what": what, "url": url} for what, url in pages.items()),
            {"what": "its ClaimReview markup", "url": markup},
            {"what": "its card, for other sites", "url": f"{rendering.public_url(shown[0])}card/"},
            {"what": "everything published", "url": f"{base}/r/"},
            {"what": "where data are found", "url": f"{base}/.well-known/claimreview"},
            {"what": "Fact Check Tools API", "url": f"{base}{SEARCH}"},
            {"what": "how to verify markup", "url": f"{base}/verify/"},
            {"what": "API, to try out", "url": f"{base}/api/docs/"},
            {"what": "a claim with its chains (token)", "url": claim},
            {"what": "admin: the reviewers' desk", "url": f"{base}/admin/"},
        ],
        "check": [
            *(_check(url, contains="application/ld+json") for url in pages.values()),
            _check(markup, contains="ClaimReview"),
            *(_check(f"{page}{form}") for page in pages.values() for form in FORMS_CHECKED),
            _check(f"{base}/r/", contains=shown[0].slug),
            *(_check(f"{base}/{path}", contains=words) for path, words in PUBLIC.items()),
            _check(f"{base}{SEARCH}", contains="textualRating"),
            _check(f"{base}/api/docs/", contains="swagger"),
            _check(f"{base}/api/schema/", contains="openapi: 3.1"),
            _check(claim, contains=text, headers=reader),
            _check(claim, status=401, contains="problems"),
            _check(f"{base}/admin/login/", contains="password"),
            _check(f"{base}/healthz"),
            _check(f"{base}/readyz"),
        ],
    }


def _check(
    url: str,
    *,
    status: int = 200,
    contains: str | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    return {"url": url, "status": status, "contains": contains, "headers": headers or {}}


def _write(path: Path, found: dict[str, Any]) -> None:
    """Replace the file in one step; it holds tokens, so only its owner reads it."""
    aside = path.with_suffix(".part")
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    aside.replace(path)
