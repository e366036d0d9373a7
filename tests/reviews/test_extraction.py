"""JSON-LD off any page: what browsers' authors write, read; what cannot be, said with its place."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviews.markup.claimreview import script_safe
from reviews.markup.extraction import blocks

PAGE = '<!doctype html><title>x</title>\n<script type="application/ld+json">{}</script>'

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)


def one(text):
    (block,) = blocks(PAGE.replace("{}", text))
    return block


@given(json_values)
def test_what_was_put_into_a_page_is_found_in_it(value):
    block = one(script_safe(json.dumps(value, ensure_ascii=False).encode()))
    assert (block.value, block.error, block.line) == (value, "", 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2,], }', {"a": [1, 2]}),
        ('{"a": 1};', {"a": 1}),
        ('\ufeff{"a": 1},\n', {"a": 1}),
        ('{"a": "x\ny\tz"}', {"a": "x\ny\tz"}),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
        ('/*<![CDATA[*/ {"a": 1} /*]]>*/', {"a": 1}),
        ('<![CDATA[{"a": 1}]]>', {"a": 1}),
        ('{"a": 1, // why, "b"\n "c": 2 /* , */ , }', {"a": 1, "c": 2}),
        ("{&quot;a&quot;: &quot;b &amp; c&quot;}", {"a": "b & c"}),
        ('{"a": "b &quot; c"}', {"a": "b &quot; c"}),
        ('{"a": "http://x.example//y, ]/*<!--*/"}', {"a": "http://x.example//y, ]/*<!--*/"}),
        ('{"a": 1} {"b": 2},\n{"c": 3}', [{"a": 1}, {"b": 2}, {"c": 3}]),
        (r'{"a": "\ud800 \ud83d\ude00 \\ud800"}', {"a": "\ufffd 😀 \\ud800"}),
        ('{"a": NaN}', {"a": "NaN"}),
    ],
)
def test_the_mess_of_the_wild_is_read(text, value):
    assert (one(text).value, one(text).error) == (value, "")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"a" 1}', "line 1, column 6: "),
        ('{"a":\n"x" "y"}', "line 2, column 5: "),
        ('{"a": 1, /* \n\n */ b}', "line 3, column 5: "),
        ('{"a": &quot;}', "line 1, column 7: "),
        ("", "line 1, column 1: the script is empty"),
        ("[" * 100_000, "line 1, column 1: nested too deeply"),
        ("\n" + "1" * 5_000, "line 2, column 1: a number has more digits"),
        ('"\\"' * 50_000, "line 1, column "),
        ('"' + '\\"' * 500_000, "line 1, column 1: Unterminated string"),
        ("/* " * 50_000, "line 1, column 1: the script is empty"),
    ],
    ids=lambda given: given[:9],
)
def test_what_cannot_be_read_says_where(text, error):
    assert one(text).error.startswith(error)
    assert one(text).value is None


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("<meta charset=windows-1256>", "windows-1256"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-6">', "iso-8859-6"),
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta charset="no-such-charset">', "utf-8"),
        ('<meta charset="windows-1251">\ufeff', "utf-8-sig"),
        ("", "utf-8"),
        ("", "utf-16"),
        ('<?xml version="1.0" encoding="latin-1"?>', "utf-8"),
    ],
)
def test_charset(declared, encoding):
    page = (declared + PAGE.replace("{}", '{"a": "ميليشيات"}')).replace("\ufeff", "")
    (block,) = blocks(page.encode(encoding))
    assert block.value == {"a": "ميليشيات"}


def test_scripts_of_a_page_in_its_order():
    page = (
        '<script type="application/ld+json">1</script><script>2</script>'
        "<noscript><p></noscript><!-- <script type='application/ld+json'>3</script> -->"
        "<p><SCRIPT TYPE=' Application/LD+JSON; charset=utf-8'>\n{</SCRIPT>"
        "<script type='application/ld+json'>5"
    )
    assert [(block.value, bool(block.error)) for block in blocks(page)] == [
        (1, False),
        (None, True),
        (5, False),
    ]


@given(st.binary(max_size=60) | st.text(max_size=60))
@example("\ud800")
@example(b"\xff\xfe\x00")
@example("<div>" * 5_000)
@example("")
def test_no_page_is_too_broken(page):
    assert all(block.value is None or not block.error for block in blocks(page))
