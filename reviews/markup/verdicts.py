"""Maps a rating to a verdict that all newsrooms share, only where its own words say so; pure.

A label is mapped as a whole, by a table. Of a paragraph nothing is mapped but a formal finding in
it, such as “قررنا تصنيف الادعاء على أنه زائف”, whose subject is the claim and which nothing in the
paragraph contradicts.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from claims.spelling import fold

# Longer texts are looked through for a finding.
LABEL_CHARACTERS = 40


class Verdict(StrEnum):
    """What the labels of newsrooms have in common."""

    TRUE = "true"
    PARTLY = "partly"
    MISLEADING = "misleading"
    MISSING_CONTEXT = "missing_context"
    FABRICATED = "fabricated"
    FALSE = "false"
    SATIRE = "satire"
    UNPROVEN = "unproven"
    OTHER = "other"


_LABELS: dict[Verdict, tuple[str, ...]] = {
    Verdict.TRUE: (
        *("true", "correct", "accurate", "confirmed", "factual"),
        *("صحيح", "صحيحة", "حقيقي", "حقيقية", "صحيح تمامًا", "خبر صحيح", "دقيق", "صادق", "مؤكد"),
        *("vrai", "verdadero", "verdadeiro", "richtig", "vero"),
    ),
    Verdict.PARTLY: (
        *("partly true", "partially true", "partly false", "partially false", "partlyfalse"),
        *("partlytrue", "half true", "half-true", "half false", "mostly true", "mostly false"),
        *("mixture", "mixed", "somewhat true", "somewhat false", "partly correct"),
        *("partially correct", "mostly correct", "mostly accurate", "partly accurate"),
        *("partially accurate", "mostly incorrect", "half truth"),
        *("صحيح جزئيًا", "صحيح جزئي", "زائف جزئيًا", "زائف جزئي", "نصف حقيقي", "نصف صحيح"),
        *("نصف الحقيقة", "نصف حقيقة", "خاطئ جزئيًا", "خطأ جزئيًا", "خطأ جزئي", "كاذب جزئيًا"),
        *("صحيح إلى حد ما", "صحيح في معظمه", "صحيح غالبًا", "غالبًا صحيح", "غالبًا خطأ"),
        *("معظمه صحيح", "معظمه خطأ", "خاطئ في معظمه", "غير دقيق جزئيًا", "جزئيًا صحيح"),
        *("جزئيًا خطأ", "مضلل جزئيًا", "partiellement faux", "partiellement vrai"),
    ),
    Verdict.MISLEADING: (
        *("misleading", "misrepresented", "distorted", "deceptive"),
        *("مضلل", "مضلّل", "مضللة", "تضليل", "خبر مضلل", "ادعاء مضلل", "محتوى مضلل"),
        *("عنوان مضلل", "trompeur", "engañoso", "enganoso", "irreführend", "fuorviante"),
    ),
    Verdict.MISSING_CONTEXT: (
        *("missing context", "needs context", "lacks context", "out of context", "no context"),
        *("decontextualized", "decontextualised", "miscaptioned", "context missing"),
        *("ناقص", "سياق ناقص", "ناقص السياق", "سياق مجتزأ", "مجتزأ", "خارج السياق"),
        *("يفتقر إلى السياق", "يفتقد السياق", "بحاجة إلى سياق", "خارج سياقه", "من دون سياق"),
    ),
    Verdict.FABRICATED: (
        *("fabricated", "altered", "altered image", "altered photo", "altered video"),
        *("altered photo/video", "doctored", "manipulated", "digitally altered", "forged"),
        *("manipulated media", "deepfake", "ai-generated", "ai generated", "photoshopped"),
        *("مفبرك", "مفبركة", "فبركة", "مزيف", "مزيّف", "مزيفة", "ملفق", "ملفّق", "مزور", "مزوّر"),
        *("مركب", "صورة مفبركة", "صورة مركبة", "خبر مفبرك", "معدل رقميًا", "تزييف عميق"),
    ),
    Verdict.FALSE: (
        *("false", "fake", "incorrect", "untrue", "not true", "wrong", "hoax"),
        *("pants on fire", "pants on fire!", "pants-fire", "fake news", "totally false"),
        *("completely false", "debunked", "four pinocchios", "not real", "false claim"),
        *("خطأ", "خاطئ", "خاطئة", "زائف", "زائفة", "كاذب", "كاذبة", "كذب", "غير صحيح"),
        *("غير صحيحة", "ليس صحيحًا", "مش حقيقي", "غير حقيقي", "غير حقيقية", "خبر كاذب"),
        *("خبر زائف", "خبر خاطئ", "ادعاء كاذب", "ادعاء زائف", "ادعاء خاطئ", "باطل"),
        *("لا صحة له", "مو صحيح", "معلومة خاطئة", "faux", "falso", "falsch"),
    ),
    Verdict.SATIRE: (
        *("satire", "satirical", "parody", "labeled satire", "originated as satire", "joke"),
        *("ساخر", "ساخرة", "سخرية", "تهكم", "محتوى ساخر", "satira", "sátira"),
    ),
    Verdict.UNPROVEN: (
        *("unproven", "unverified", "unsupported", "unsubstantiated", "research in progress"),
        *("not verified", "unconfirmed", "no evidence", "undetermined"),
        *("غير مؤكد", "غير مثبت", "غير محقق", "لم يثبت", "بلا دليل", "لا دليل", "قيد التحقق"),
        *("غير قابل للتحقق",),
    ),
    Verdict.OTHER: (
        *("other", "excitement", "opinion", "explainer", "clarification", "legend"),
        *("أخرى", "إثارة", "توضيح", "رأي", "شرح"),
    ),
}
_SPARE = " \t.!؟?:،,؛;\"'“”«»()[]*-–—_"
_BY_LABEL = {
    fold(label).strip(_SPARE): verdict for verdict, labels in _LABELS.items() for label in labels
}
_SAID = "|".join(
    re.escape(label)
    for label in sorted(_BY_LABEL, key=len, reverse=True)
    if not label.isascii() and (" " not in label or label.startswith("غير "))
)
_CLAIM = r"(?:هذا )?(?:ال)?ادعاء(?: المتداول)?"
_PREDICATE = rf"(?:هو )?(?P<said>{_SAID})(?P<more> جزييا?| الي حد ما| في معظمه)?(?![^\W_])"
# “… decided to classify the claim as X”, “… decided that the claim is X”.
_DECISION = re.compile(
    rf"(?P<before>(?:\S{{1,40}} ){{0,4}})(?:تصنيف {_CLAIM} (?:علي انه|بانه|انه)|"
    rf"(?:قرر|قررت|قررنا)(?: \S{{1,40}}){{0,3}} ان {_CLAIM}) {_PREDICATE}"
)
# “It turned out that the claim is X”, “… checked the claim and found it X”, as a text's first word.
_FINDING = re.compile(
    rf"(?:اتضح|تبين|وتبين|وجدنا|توصلنا|اظهرت|تحقق)(?: \S{{1,40}}){{0,6}}? (?:"
    rf"ان {_CLAIM}|(?:من )?{_CLAIM}[،,]? (?:ووجد|وجد|فوجد|وتبين|وجدنا|ووجدنا) انه) {_PREDICATE}"
)
# “ما” denies a verb after it; elsewhere it is “what”, as in “بناء على ما سبق”.
_DENIED = re.compile(
    r"(?<![^\W_])[وف]?(?:(?:لا|لم|لن|ليس|ليست|غير|بدون|دون)(?![^\W_])|ما (?=قرر|\Z))"
)


def verdict_of(label: str) -> Verdict | None:
    """Return the verdict that a rating's words state, or None."""
    text = fold(label)
    if len(text) <= LABEL_CHARACTERS:
        return _BY_LABEL.get(text.strip(_SPARE))
    decided = set(_decisions(text))
    if not decided:
        found = _FINDING.match(text)
        decided = {_stated(found)} if found else set()
    return decided.pop() if len(decided) == 1 else None


def _decisions(text: str) -> Iterator[Verdict | None]:
    """Yield each formal decision of a text; None for one that is denied, or says half of it."""
    for found in _DECISION.finditer(text):
        yield None if _DENIED.search(found["before"]) else _stated(found)


def _stated(found: re.Match[str]) -> Verdict | None:
    if found["more"]:
        return Verdict.PARTLY
    return _BY_LABEL.get(found["said"])
