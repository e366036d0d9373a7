"""What a file that was handed in is, by its content alone, and by which name it may be kept."""

import re
import unicodedata

import puremagic

# What is taken, with the endings of names that go with it.
ENDINGS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "video/mp4": ("mp4", "m4v"),
    "audio/mpeg": ("mp3",),
    "text/plain": ("txt", "text", "md", "csv", "srt", "vtt", "log", "json"),
}
_NAME_LENGTH = 200
_SIGNATURES = {
    "application/pdf": re.compile(rb"%PDF-[12]\.\d"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n....IHDR", re.DOTALL),
    "image/jpeg": re.compile(rb"\xff\xd8\xff[\xc0-\xfe]"),
    "image/gif": re.compile(rb"GIF8[79]a.{6}", re.DOTALL),
    "image/webp": re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL),
    "video/mp4": re.compile(
        rb"\x00\x00..ftyp(iso[2-9am]|mp4[12]|avc1|dash|M4V[ HP]|f4v |msnv)", re.DOTALL
    ),
    # An ID3v2 tag, or a frame of layer III whose bit rate and sampling rate are none reserved.
    "audio/mpeg": re.compile(
        rb"ID3[\x02-\x04][\x00-\x0f][\x00-\xf0][\x00-\x7f]{4}|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"
        rb"[\x10-\x1b\x20-\x2b\x30-\x3b\x40-\x4b\x50-\x5b\x60-\x6b\x70-\x7b\x80-\x8b\x90-\x9b"
        rb"\xa0-\xab\xb0-\xbb\xc0-\xcb\xd0-\xdb\xe0-\xeb]"
    ),
}
# What no text holds; form feeds and the marks of direction inside of one are its own affair.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
# A browser that guesses would take these for a page, or for a picture that runs scripts.
_MARKUP = re.compile(r"\s*<(!--|!doctype|\?xml|/?[a-z][a-z0-9:]*[\s/>])", re.IGNORECASE)


def type_of(content: bytes) -> str | None:
    """Return the type, one of ENDINGS, or None for what is none of them.

    Text is whole UTF-8 without control characters that does not begin as markup does.
    """
    for type_, signature in _SIGNATURES.items():
        if signature.match(content) and not (type_ == "image/gif" and _is_text(content)):
            return type_
    return "text/plain" if _is_text(content) and not is_markup(content) else None


def is_markup(content: bytes) -> bool:
    """Say whether it begins as HTML, SVG and other XML do."""
    return _MARKUP.match(content[:1024].decode("utf-8-sig", "ignore")) is not None


def guess(content: bytes) -> str:
    """Return in words what a file that is not taken seems to be; for the refusal alone."""
    if is_markup(content):
        return "markup (HTML, SVG or other XML)"
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return "of no type that is known here"
    return found[0].mime_type or found[0].name or "of no type that is known here"


def safe_name(name: str, type_: str) -> str:
    """Return a name without a path, without what hides its end, that ends as its type does."""
    found = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    found = "".join(c for c in found if not _is_hidden(c)).strip(" .")
    stem, dot, ending = found.rpartition(".")
    if not dot or ending.lower() not in ENDINGS[type_]:
        stem, ending = found, ENDINGS[type_][0]
    kept = stem[: _NAME_LENGTH - len(ending) - 1].strip(" .") or "file"
    return f"{kept}.{ending}"


def _is_hidden(character: str) -> bool:
    """Say whether it is a control or a mark that cannot be seen; joiners spell words."""
    if character in "\u200c\u200d":
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return _CONTROLS.search(text) is None
