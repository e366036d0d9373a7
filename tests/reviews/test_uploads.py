"""What files are, and what they are called: never what their senders say."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reviews.uploads import ENDINGS, guess, is_markup, safe_name, type_of

BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TRICKY = st.text(st.one_of(st.characters(), st.sampled_from("/\\.\x00 \n" + BIDI)), max_size=400)


@given(TRICKY, st.sampled_from(sorted(ENDINGS)))
def test_a_name_is_safe_whatever_it_was(name, type_):
    made = safe_name(name, type_)
    assert 0 < len(made) <= 200
    assert not set(made) & set("/\\" + BIDI)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in made)
    assert made.rpartition(".")[2].lower() in ENDINGS[type_]
    assert made[0] not in ". "
    made.encode()


@given(st.text("abc ابتثג-_()0", min_size=1, max_size=50).filter(lambda n: n.strip()))
def test_a_plain_name_stays(stem):
    stem = unicodedata.normalize("NFC", stem.strip())
    assert safe_name(f"{stem}.pdf", "application/pdf") == f"{stem}.pdf"


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_one_of_the_types_or_none(content):
    found = type_of(content)
    assert found is None or found in ENDINGS
    if found == "text/plain":
        assert "\x00" not in content.decode("utf-8-sig")
        assert not is_markup(content)
    if content:
        assert guess(content)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=100))
def test_text_in_any_script_is_text_unless_it_begins_as_something_else(text):
    found = type_of(text.encode())
    begins = text.removeprefix("\ufeff")
    if not begins.lstrip().startswith("<") and not text.startswith(("%PDF", "ID3", "GIF8")):
        assert found == "text/plain"


@given(st.text(" \t\n", max_size=20), st.sampled_from(["html", "svg", "script", "!doctype html"]))
def test_markup_is_never_text(space, tag):
    assert type_of(f"{space}<{tag}>x".encode()) is None
    assert type_of(f"\ufeff{space}<{tag.upper()} a='b'>x".encode()) is None
