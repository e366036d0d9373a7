"""Which addresses may become links."""

import pytest

from reviews.markup.links import web_uri, web_url


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/",
        "http://a.example",
        "HTTPS://A.example/x?y=1&z=2#f",
        "https://موقع.example/مقال",
        "http://[::1]:8000/",
    ],
)
def test_web_addresses_pass_unchanged(address):
    assert web_url(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.example",
        "/r/x/",
        "//a.example/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "https://",
        "https:///x",
        "mailto:a@b.example",
        " https://a.example/",
        "https://a.example/ x",
        "https://a.example/\n",
        "java\tscript:x",
        "https://a.example/\u202egpj.exe",
        "http://[::1/",
        "\x01https://a.example/",
    ],
)
def test_anything_else_is_no_link(address):
    assert web_url(address) == ""


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://a.example/x?y=1&z=%d9%85#f", "https://a.example/x?y=1&z=%d9%85#f"),
        ("https://a.example/م?q=ü#é", "https://a.example/%D9%85?q=%C3%BC#%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://a.example/100%/<x>|{y}", "https://a.example/100%25/%3Cx%3E%7C%7By%7D"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("https://a.example:port/", ""),
        ("https://a..é.example/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_addresses_in_markup_are_ascii(address, uri):
    assert web_uri(address) == uri
    assert web_uri(uri) == uri, "encoded once it stays"
