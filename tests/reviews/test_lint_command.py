"""`manage.py lint_claimreview`, as people and programs use it."""

import json

import pytest
from django.core.management import CommandError, call_command

from factcheck.core.outward import Answer, Unreachable
from reviews.management.commands import lint_claimreview
from tests.reviews.test_lint import GOOD, changed

BROKEN = changed("claimReviewed", "")
PAGE = '<!doctype html><script type="application/ld+json">{}</script>'
FEED = {
    "@context": "https://schema.org",
    "@type": "DataFeed",
    "dataFeedElement": [{"@type": "DataFeedItem", "item": [BROKEN]}, {"@type": "DataFeedItem"}],
}


@pytest.fixture
def written(tmp_path):
    def write(content, name="markup"):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text)
        return str(path)

    return write


def run(capsys, *arguments):
    """Return the exit status and what was printed."""
    try:
        call_command("lint_claimreview", *arguments)
    except CommandError as error:
        return error.returncode, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_a_good_one(written, capsys):
    status, out = run(capsys, written(GOOD))
    assert (status, out.splitlines()[0][-33:]) == (0, "markup: 0 errors, 0 warnings, 0 notes"[-33:])


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (BROKEN, "$.claimReviewed"),
        (PAGE.format(json.dumps(BROKEN)), "$.claimReviewed"),
        (PAGE.format("{") + PAGE.format(json.dumps(BROKEN)), "$[1].claimReviewed"),
        (FEED, "$.dataFeedElement[0].item[0].claimReviewed"),
        ("\ufeff // a comment\n" + json.dumps(BROKEN, indent=2), "$.claimReviewed"),
    ],
)
def test_whatever_holds_it(written, capsys, content, path):
    status, out = run(capsys, written(content))
    assert status == 1
    assert path in out
    assert "Set claimReviewed to a short statement of the claim." in out


def test_json_lines_are_told_one_by_one(written, capsys):
    lines = [json.dumps(GOOD), "", json.dumps(BROKEN), "{oops"]
    file = written("\n".join(lines), "lines.jsonl")
    status, out = run(capsys, file, "--format", "json")
    told = {each["document"]: [f["rule"] for f in each["findings"]] for each in json.loads(out)}
    assert status == 1
    assert told == {
        f"{file}:1": [],
        f"{file}:3": ["google.claim-missing"],
        f"{file}:4": ["google.json-unreadable"],
    }


def test_what_is_no_json_is_an_error_and_what_is_not_there_misuse(written, capsys):
    assert run(capsys, written("once upon a time"))[0] == 1
    assert run(capsys, written(""))[0] == 1
    assert run(capsys, "no-such-file", written(GOOD))[0] == 2
    with pytest.raises(CommandError):
        call_command("lint_claimreview")


def test_where_it_is_published(written, capsys):
    options = ("--page-url", "https://x.example/", "--site", "https://y.example/")
    status, out = run(capsys, written(GOOD), *options)
    assert status == 1
    assert "google.url-elsewhere" in out
    assert "house.url-off-site" in out


def test_an_address_is_asked_by_the_guarded_client(monkeypatch, capsys):
    asked = []

    def fetch(url, **options):
        asked.append(url)
        if "gone" in url:
            return Answer(404, url, {}, b"", False, 1)
        body = PAGE.format(json.dumps(GOOD)).encode()
        return Answer(200, "https://moved.example/", {}, body, False, 1)

    monkeypatch.setattr(lint_claimreview, "fetch", fetch)
    status, out = run(capsys, "https://desk.example/checks/militias/")
    assert status == 1  # it was led to another host
    assert "google.url-elsewhere" in out
    assert run(capsys, "https://gone.example/")[0] == 2
    assert len(asked) == 2


def test_a_private_address_is_not_asked(settings, capsys):
    settings.PRIVATE_ADDRESSES = False
    assert run(capsys, "http://127.0.0.1:9/")[0] == 2
    with pytest.raises(Unreachable):
        lint_claimreview.fetch("http://127.0.0.1:9/", limit=1)
