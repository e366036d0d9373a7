"""Tells who has a name from words such as “social media users”, which describe and name nobody."""

import re
from collections.abc import Iterable

from claims.spelling import fold
from reviews.markup.links import web_url
from reviews.markup.lint.words import is_description, is_nobody
from reviews.markup.wild.review import Claimant

LONGEST = 500
ADDRESS_CHARACTERS, ADDRESSES_AT_MOST = 2000, 20
NOT_STATED = "The markup does not say whether it is a person or an organisation."
_KINDS = {
    "person": "person",
    "organization": "organization",
    "newsmediaorganization": "news_outlet",
    "governmentorganization": "government_body",
}
# Words that make a description of what they stand in, as they are folded. Of languages that bend
# their words the ends are left open. English ones are closed, and what also stands in names (The
# Washington Post, People Magazine, Internet Archive) counts only beside what tells it apart.
_DESCRIBING = (
    *("منشور", "مستخدم", "تواصل", "تواصل الاجتماعي", "مصادر", "اطراف", "اطراف عده", "صفحات"),
    *("حسابات", "ناشطون", "ناشطين", "نشطاء", "رواد", "متداول", "مجهول", "ادعاء", "جهات", "عده"),
    *("varias?", "varios", "fuentes", "usuari[oa]s?", "redes sociales", "redes sociais", "fontes"),
    *("reseaux sociaux", "internautes?", "utilisateurs?", "plusieurs", "nutzer", "desinformacao"),
    *("sosyal medya", "सोशल मीडिया", "यूजर", "यूज़र", "பயனர்", "ইউজার"),
)
_DESCRIBING_ENGLISH = (
    *("social media", "multiple", "various", "several", "unknown", "anonymous", "users?", "posts"),
    *("viral", "netizens?", "messages?", "many", "pages", "whatsapp", "websites?", "media outlets"),
    *("fake news", "sources", "accounts?", "bloggers?", "people (?:on|who|in|from|sharing)"),
    r"(?:a|viral|blog|media|facebook|twitter|x|instagram|tiktok|telegram|linkedin|reddit) post",
    r"(?:internet|online) (?:posts?|users?|memes?|rumou?rs?|hoax(?:es)?|claims?|articles?|videos?)",
)
_DESCRIPTION = re.compile(
    rf"(?<![^\W\d_])(?:(?:ال|وال|بال|لل)?(?:{'|'.join(map(fold, _DESCRIBING))})"
    rf"|(?:{'|'.join(_DESCRIBING_ENGLISH)})(?![^\W\d_]))"
)
_PLATFORMS = frozenset(
    fold(name)
    for name in (
        *(
            "facebook",
            "fb",
            "twitter",
            "x",
            "instagram",
            "tiktok",
            "tik tok",
            "youtube",
            "telegram",
        ),
        *("whatsapp", "line", "reddit", "threads", "snapchat", "weibo", "internet"),
        *("فيسبوك", "فيس بوك", "الفيسبوك", "تويتر", "انستغرام", "إنستغرام", "تيك توك", "تيكتوك"),
        *("يوتيوب", "تيليغرام", "تلغرام", "واتساب", "إكس", "منصة إكس"),
    )
)
_BETWEEN = re.compile(r"\s*(?:[,،/&+]|\band\b|\bو\b)\s*")
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


def claimant(words: str, *, type_: str = "", same_as: Iterable[str] = ()) -> Claimant | None:
    """Return who is named or described; None where there are no words, or far too many."""
    if not words or len(words) > LONGEST:
        return None
    known = (one for one in map(web_url, same_as) if 0 < len(one) <= ADDRESS_CHARACTERS)
    addresses = tuple(dict.fromkeys(known))[:ADDRESSES_AT_MOST]
    if describes(words):
        return Claimant(words, "unnamed", "described", addresses)
    kind = _KINDS.get(type_.lower())
    return Claimant(words, kind or "person", "named", addresses, "" if kind else NOT_STATED)


def describes(words: str) -> bool:
    """Say whether the words name nobody: a crowd, a platform, a host."""
    text = fold(words)
    if not any(character.isalpha() for character in text) or _HOST.fullmatch(text):
        return True
    if is_nobody(words) or is_description(words):
        return True
    return bool(_DESCRIPTION.search(text)) or all(
        part in _PLATFORMS for part in _BETWEEN.split(text)
    )
