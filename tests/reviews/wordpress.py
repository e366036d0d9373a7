"""What WordPress does with an address that somebody pastes, in our own words.

Written after `WP_oEmbed::discover`, `::fetch`, `::_parse_json`, `::_parse_xml_body`, `::data2html`
(wp-includes/class-wp-oembed.php), `wp_filter_oembed_result` and, of `wp_kses`, what it needs
(wp-includes/embed.php, kses.php), and wp-embed.js for the page that is shown.
"""

import html
import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import etree

LINK_TYPES = {
    "application/json+oembed": "json",
    "text/xml+oembed": "xml",
    "application/xml+oembed": "xml",
}
ALLOWED = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {
        *("src", "width", "height", "frameborder"),
        *("marginwidth", "marginheight", "scrolling", "title"),
    },
}
MOST_OF_A_PAGE = 153_600

# wp-embed.js: who frames an embed listens to it, and no other frame.
RECEIVER = """
addEventListener("message", (event) => {
  const { secret, message, value } = event.data || {};
  if (!(secret || message || value) || /[^a-zA-Z0-9]/.test(secret)) return;
  for (const quote of document.querySelectorAll(`blockquote[data-secret="${secret}"]`))
    quote.style.display = "none";
  for (const frame of document.querySelectorAll(`iframe[data-secret="${secret}"]`)) {
    if (event.source !== frame.contentWindow) continue;
    frame.removeAttribute("style");
    if (message === "height") frame.height = Math.min(1000, Math.max(200, parseInt(value, 10)));
    if (message === "link" && /^https?:$/.test(new URL(value).protocol)
        && new URL(value).host === new URL(frame.getAttribute("src")).host
        && document.activeElement === frame) top.location.href = value;
  }
});
"""


def discover(page: bytes) -> str | None:
    """Return the provider that the page's head names, JSON before XML; None without one."""
    head = re.split("</head>", page[:MOST_OF_A_PAGE].decode(errors="replace"), flags=re.I)[0]
    found: dict[str, str] = {}
    for link in re.findall(r"<link([^<>]+?)/?>", head, re.I):
        given = {
            name.lower(): value for name, _, value in re.findall(r"(\w+)=(['\"])(.*?)\2", link)
        }
        format_ = LINK_TYPES.get(given.get("type", ""))
        if format_ and given.get("href"):
            found[format_] = html.unescape(given["href"])
            if format_ == "json":
                break
    return found.get("json") or found.get("xml")


def asked(provider: str, url: str, *, width: int = 500, height: int = 750) -> str:
    """Return the address that WordPress asks: its own arguments take the place of the link's."""
    parts = urlsplit(provider)
    more = {"maxwidth": width, "maxheight": height, "url": url, "dnt": 1, "format": "json"}
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | more)}"


def parse(body: bytes, format_: str) -> dict | None:
    """Return the answer's members; None for what is no object, and for XML with a DTD."""
    if format_ == "json":
        data = json.loads(body.strip())
        return data if isinstance(data, dict) else None
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
    if root.getroottree().docinfo.doctype:
        return None
    return {child.tag: child.text or "" for child in root}


def embed(data: dict, *, secret: str = "aBcDeFgHiJ") -> str | None:
    """Return the HTML that goes into the post, of a provider that nobody vouched for."""
    if data.get("type") not in {"rich", "video"} or not isinstance(data.get("html"), str):
        return None
    kept = kses(data["html"].replace("\n", ""), ALLOWED)
    found = re.search(r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", kept, re.S)
    if not found:
        return None
    quote, shown = found[1] or "", (found[1] or "") + found[2]
    source = re.search(r""" src=(['"])(.*?)\1""", shown)
    if source:
        addressed = f' src="{source[2]}#?secret={secret}" data-secret="{secret}"'
        shown = shown.replace(source[0], addressed)
        shown = shown.replace("<blockquote", f'<blockquote data-secret="{secret}"')
    more = {"blockquote": {"data-secret"}, "iframe": ALLOWED["iframe"] | {"data-secret"}}
    shown = kses(shown, ALLOWED | more)
    if quote:  # shown until the frame says that it is there
        hidden = "position: absolute; clip: rect(1px, 1px, 1px, 1px);"
        shown = shown.replace("<iframe", f'<iframe style="{hidden}"')
        shown = shown.replace("<blockquote", '<blockquote class="wp-embedded-content"')
    ours = '<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted"'
    return shown.replace("<iframe", ours)


def kses(text: str, allowed: dict[str, set[str]]) -> str:
    """Return the HTML with none but the allowed elements, attributes and protocols; text stays."""
    filtered = _Filter(allowed)
    filtered.feed(text)
    filtered.close()
    return "".join(filtered.kept)


class _Filter(HTMLParser):
    def __init__(self, allowed: dict[str, set[str]]):
        super().__init__(convert_charrefs=False)
        self.allowed, self.kept = allowed, []

    def handle_starttag(self, tag, attrs):
        if tag in self.allowed:
            given = [(name, value or "") for name, value in attrs if name in self.allowed[tag]]
            good = [pair for pair in given if pair[0] not in {"src", "href"} or _is_web(pair[1])]
            written = "".join(f' {name}="{html.escape(value)}"' for name, value in good)
            self.kept.append(f"<{tag}{written}>")

    def handle_endtag(self, tag):
        if tag in self.allowed:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data):
        self.kept.append(html.escape(data, quote=False))

    def handle_entityref(self, name):
        self.kept.append(f"&{name};")

    def handle_charref(self, name):
        self.kept.append(f"&#{name};")


def _is_web(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"}
