"""Words that decide: verdicts, what stands for nobody, addresses that lead elsewhere.

Texts are compared as readers do: folded, and without punctuation.
"""

import re
from collections.abc import Iterable

from claims.spelling import fold

_WORD = re.compile(r"\w+")
# What sets a verdict off from the claim that follows it, or that it follows.
_AFTER = re.compile(r"[:|\])!]|\s[-–—]+\s")
_BEFORE = re.compile(r"[:|(\[]|\s[-–—]+\s")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded."""
    return tuple(_WORD.findall(fold(text)))


def _all(*texts: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words(text) for text in texts)


def _each(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


TRUE = _all(
    *("true", "correct", "accurate", "mostly true", "confirmed", "verified"),
    *("صحيح", "صحيحة", "حقيقي", "حقيقية", "دقيق", "صحيح إلى حد كبير", "مؤكد"),
)
FALSE = _all(
    *("false", "fake", "incorrect", "wrong", "hoax", "fabricated", "untrue", "not true"),
    *("mostly false", "pants on fire", "debunked", "baseless", "inaccurate"),
    *("خطأ", "خاطئ", "خاطئة", "زائف", "زائفة", "كاذب", "كاذبة", "كذب", "مفبرك", "مفبركة"),
    *("مزيف", "مزيفة", "غير صحيح", "غير صحيحة", "باطل", "ملفق", "مختلق", "شائعة", "إشاعة"),
)
VERDICTS = (
    TRUE
    | FALSE
    | _all(
        *("misleading", "partly true", "partly false", "half true", "mixture", "unproven"),
        *("unverified", "satire", "out of context", "missing context", "altered", "fake news"),
        *("مضلل", "مضللة", "غير مثبت", "غير مؤكد", "صحيح جزئيا", "خطأ جزئيا", "نصف صحيح"),
        *("سخرية", "ساخر", "خارج السياق", "محرف", "مجتزأ", "خبر كاذب", "خبر زائف", "أخبار كاذبة"),
    )
)
_ANNOUNCING = _all("fact check", "factcheck", "verdict", "rating", "تحقق", "تدقيق", "الحكم")

_NOBODY = _all(
    *("unknown", "unnamed", "unidentified", "unspecified", "undisclosed", "various"),
    *("n/a", "na", "none", "nil", "null", "undefined", "nobody", "no author", "not available"),
    *("not known", "unknown author", "unknown source", "unknown sources", "anonymous user"),
    *("source", "sources", "a source", "various sources", "multiple sources", "several sources"),
    *("multiple people", "many people", "someone", "users", "internet users"),
    *("netizens", "social media", "social networks"),
    *("social media user", "social media users", "social media post", "social media posts"),
    *("facebook user", "facebook users", "facebook post", "facebook posts", "twitter user"),
    *("twitter users", "whatsapp users", "whatsapp message", "tiktok users", "viral post"),
    *("viral posts", "viral image", "viral video", "viral message", "bloggers", "multiple"),
    *("مجهول", "مجهولون", "غير معروف", "غير محدد", "غير معلوم", "لا يوجد", "لا أحد", "بدون"),
    *("مصدر", "مصادر", "مصادر متعددة", "مصادر مختلفة", "عدة مصادر", "مصدر مجهول", "متداول"),
    *("مصادر مجهولة", "مواقع التواصل", "مواقع التواصل الاجتماعي", "وسائل التواصل الاجتماعي"),
    *("شبكات التواصل الاجتماعي", "السوشيال ميديا", "سوشيال ميديا", "ناشطون"),
    *("نشطاء", "رواد مواقع التواصل", "رواد مواقع التواصل الاجتماعي", "مستخدمون", "حسابات"),
    *("مستخدمو مواقع التواصل الاجتماعي", "مستخدمو التواصل الاجتماعي", "صفحات", "مجهولة"),
    *("صفحات على فيسبوك", "حسابات على مواقع التواصل", "مستخدمو فيسبوك", "منشورات متداولة"),
)

# They may be names after all: of a magazine, of a group.
_MAYBE_NOBODY = _all("anonymous", "people", "internet", "the internet", "online", "الإنترنت")

_QUALIFIERS = _each(
    "a an the one two three four five six several some many unnamed anonymous senior former"
    " local us security military government medical informed diplomatic intelligence western"
    " iraqi american well placed high level ranking police defense"
)
_ROLES = _each(
    "official officials source sources witness witnesses eyewitness eyewitnesses activist"
    " activists insider insiders user users netizens"
)
_GOING_ON = _each("close familiar in at from with who on within briefed of near")
_ARABIC_NUMBERS = _each("عدة بعض أحد اثنان ثلاثة أربعة خمسة")
_ARABIC_PLURALS = _each(
    "مصادر مصدران مصدرين مسؤولون مسؤولين مسؤولان مسؤولو شهود ناشطون ناشطين ناشطو نشطاء"
    " رواد مستخدمون مستخدمين مستخدمو مستخدمي"
)
_ARABIC_SINGULARS = _each("مصدر مسؤول شاهد")
_ARABIC_QUALIFIERS = _each(
    "أمني عسكري مطلع مسؤول رسمي حكومي مقرب طبي دبلوماسي استخباراتي كبير رفيع سابق محلي"
    " أمريكي أميركي عراقي عيان خاص موثوق"
)

SHORTENERS = _each(
    "bit.ly t.co goo.gl tinyurl.com ow.ly buff.ly is.gd v.gd t.ly rebrand.ly cutt.ly shorturl.at"
    " dlvr.it trib.al lnkd.in fb.me wp.me youtu.be rb.gy tiny.cc s.id bit.do adf.ly soo.gd"
    " ift.tt j.mp amzn.to a.co"
)


def is_verdict(text: str) -> bool:
    """Say whether a text is a verdict and nothing else, whatever announces it."""
    found = words(text)
    return any(
        rest in VERDICTS
        for start in range(min(len(found), 4))
        if not start or found[:start] in _ANNOUNCING
        for rest in [found[start:]]
    )


def stated(claim: str, labels: Iterable[str]) -> str:
    """Return the verdict with which a claim begins or ends, set off by punctuation, or "".

    It is one of the labels, or one that is known.
    """
    folded = fold(claim)
    found = list(_WORD.finditer(folded))
    said = [match.group() for match in found]
    verdicts = VERDICTS | {words(label) for label in labels}
    for count in sorted({len(verdict) for verdict in verdicts} - {0}):
        if count >= len(said):
            break
        gap = folded[found[count - 1].end() : found[count].start()]
        if tuple(said[:count]) in verdicts and _AFTER.search(gap):
            return " ".join(said[:count])
        gap = folded[found[-count - 1].end() : found[-count].start()]
        if tuple(said[-count:]) in verdicts and _BEFORE.search(gap):
            return " ".join(said[-count:])
    return ""


def mentions(claim: str, label: str) -> bool:
    """Say whether the words of a label stand in a claim, next to each other."""
    said, wanted = words(claim), words(label)
    ends = range(len(wanted), len(said) + 1)
    return bool(wanted) and any(said[end - len(wanted) : end] == wanted for end in ends)


def is_nobody(name: str) -> bool:
    """Say whether a name says only that there is none."""
    found = words(name)
    return not found or found in _NOBODY


def is_description(name: str) -> bool:
    """Say whether a name describes people who are not named, in English or Arabic."""
    found = words(name)
    if found in _MAYBE_NOBODY:
        return True
    return _is_english_description(found) or _is_arabic_description(found)


def _is_english_description(found: tuple[str, ...]) -> bool:
    place = next((n for n, word in enumerate(found) if word in _ROLES), None)
    if place is None or not set(found[:place]) <= _QUALIFIERS:
        return False
    return place == len(found) - 1 or found[place + 1] in _GOING_ON


def _is_arabic_description(found: tuple[str, ...]) -> bool:
    said = found[1:] if found and found[0] in _ARABIC_NUMBERS else found
    if not said or said[0] in _ARABIC_PLURALS:
        return bool(said)
    return len(said) > 1 and said[0] in _ARABIC_SINGULARS and said[1] in _ARABIC_QUALIFIERS


def is_shortener(host: str) -> bool:
    """Say whether a host only leads on to other addresses."""
    return host.removeprefix("www.") in SHORTENERS
