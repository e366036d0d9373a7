"""XML written by hand is well-formed, and says what was put in."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reviews.public.feeds.xml import document, element, legal, nested, opening

texts = st.text(st.characters(codec="utf-8")) | st.sampled_from(
    [
        "]]>",
        "<!--",
        "&#0;",
        "\r\n",
        "\x00\x0b\ufffe\uffff",
        "\u202e\u2066",
        "\U0010ffff",
        "\x85\u2028",
    ]
)


@given(texts, texts)
def test_any_text_comes_back_but_for_what_xml_forbids(text, attribute):
    body = b"".join(document([opening("a")], [element("b", text, c=attribute)], ["</a>"]))
    (found,) = etree.fromstring(body)
    assert (found.text or "") == legal(text)
    assert found.get("c", "") == legal(attribute)


@given(texts)
def test_only_what_xml_forbids_is_replaced(text):
    for before, after in zip(text, legal(text), strict=True):
        try:
            etree.Element("a").text = before
        except ValueError:
            assert after == "\ufffd"
        else:
            assert after == before


def test_nothing_is_written_of_what_is_empty():
    assert element("a", "", href="", rel="self") == '<a rel="self"/>\n'
    assert nested("a", [element("b", "x")], xml__lang="ar") == '<a xml:lang="ar"><b>x</b>\n</a>\n'
