"""The markup out of the published page, and out of a host's page with each kind of embed.

The script's card carries the markup itself where the host asks for it on a domain that may. All
other kinds carry none, as Google takes a frame's or a stranger's for nobody's: they carry a link,
and it leads to the page that has the published markup.
"""

from dataclasses import replace

import pytest

from tests.browser import shoot
from tests.hosts import host
from tests.reviews.embeds import ARABIC, CARDS, ENGLISH, base, copied, markup_of, show
from tests.reviews.test_page_in_browser import HOSTILE, spoil

__all__ = ["base", "host"]
HOSTILE_DOSSIER = replace(spoil(ARABIC, HOSTILE), language="ar")
PHONE = {"width": 390, "height": 844}


def link_in(page, kind):
    """The one link of an embed: in the shadow root, in the frame, or in the host's page."""
    if kind in ("frame", "oembed"):
        page.locator("iframe").scroll_into_view_if_needed()
        return page.frame_locator("iframe").locator("a")
    return page.locator(f"{CARDS} a" if kind == "script" else "body a:visible")


@pytest.mark.parametrize(
    ("name", "dossier", "lang"),
    [("arabic", ARABIC, "ar"), ("english", ENGLISH, "en"), ("hostile", HOSTILE_DOSSIER, "ar")],
)
def test_each_kind_leads_from_a_hosts_page_to_the_published_markup(
    cast, client, base, host, page, name, dossier, lang
):
    at = f"{base}/r/{show(cast, dossier).slug}/"
    published = client.get(f"{at}claimreview.json").json()
    page.set_viewport_size(PHONE)
    page.goto(at)
    assert markup_of(page) == [published], "the page has it itself"
    codes = copied(page)
    assert list(codes) == ["script", "frame", "link", "snippet", "badge", "oembed"]
    for kind, code in codes.items():
        page.goto(host.put(f"<p>Their words.</p>{code}", lang=lang))
        link = link_in(page, kind)
        assert link.get_attribute("href") == at, kind
        assert markup_of(page) == [], kind
        link.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, kind
        shoot(page, f"host-{name}-{kind}")
        assert markup_behind(page, kind, link) == [published], kind
    assert page.told == []


def markup_behind(page, kind, link):
    """Follow the link as a reader does; those of cards open a window of their own."""
    if kind in ("link", "snippet", "badge"):
        link.click()
        page.wait_for_load_state()
        return markup_of(page)
    with page.expect_popup() as opened:
        link.click()
    opened.value.wait_for_load_state()
    found = markup_of(opened.value)
    opened.value.close()
    return found


def test_a_program_that_reads_the_frame_is_told_where_the_markup_is(cast, client, base, host, page):
    at = f"{base}/r/{show(cast, ARABIC).slug}/"
    published = client.get(f"{at}claimreview.json").json()
    for form in ("card/", "embed/"):
        page.goto(host.put(f'<iframe src="{at}{form}"></iframe>'), wait_until="networkidle")
        frame = page.frames[1]
        assert frame.locator('script[type="application/ld+json"]').count() == 0
        assert frame.locator("link[rel=canonical]").get_attribute("href") == at
        told = frame.locator('link[type="application/ld+json"]').get_attribute("href")
        assert client.get(told).json() == published


def test_the_code_out_of_the_page_carries_the_markup_where_it_is_asked_for(
    cast, client, base, host, page
):
    at = f"{base}/r/{show(cast, HOSTILE_DOSSIER).slug}/"
    published = client.get(f"{at}claimreview.json").json()
    page.goto(at)
    code = copied(page)["script"].replace("<script ", "<script data-jsonld ")
    policy = f"default-src 'none'; script-src {base}; connect-src {base}"
    # Under the second the browser says that it will not run the markup, which nobody wanted it to.
    for more, told in (("", 0), ("; require-trusted-types-for 'script'", 2)):
        page.told.clear()
        page.goto(host.put(code, at="desk.localhost", Content_Security_Policy=policy + more))
        page.locator(CARDS).locator(".claim").wait_for()
        assert markup_of(page) == [published]
        assert len(page.told) == told
