"""The published page passes a checker that this project did not write, and that can fail."""

import pytest

from reviews.markup.claimreview import render
from reviews.public.page import render_page
from tests.reviews.dossiers import ARABIC, ENGLISH
from tests.reviews.structured_data import check_claimreview

URL = "https://tahaqquq.example/r/militias/"


@pytest.mark.parametrize("dossier", [ARABIC, ENGLISH], ids=["arabic", "english"])
def test_published_page_passes_without_a_warning(dossier, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(render_page(dossier, url=URL, jsonld=render(dossier, url=URL)))
    checked = check_claimreview(page)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("member", ["url", "claimReviewed", "reviewRating", "@type"])
def test_checker_misses_what_is_required(member, tmp_path):
    whole = render(ARABIC, url=URL)
    lines = whole.replace(f'"{member}"'.encode(), b'"comment"', 1)
    page = tmp_path / "page.html"
    page.write_bytes(render_page(ARABIC, url=URL, jsonld=lines))
    checked = check_claimreview(page)
    assert checked.returncode == 1
    assert "failed: ClaimReview" in checked.stderr


def test_checker_fails_a_page_without_markup(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>No markup</title>")
    assert check_claimreview(page).returncode == 1
