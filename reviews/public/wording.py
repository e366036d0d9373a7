"""The words of public pages in Arabic and English; other languages get the English ones."""

from dataclasses import dataclass
from datetime import date

from claims.provenance import wording as provenance
from reviews.markup.dossier import Modality, Mode


@dataclass(frozen=True, slots=True)
class Wording:
    language: str
    claim: str
    finding: str
    explanation: str
    chains: str
    chains_intro: str
    differences: str
    differences_intro: str
    not_shown: str
    document: str
    relay: str
    origin: str
    has_it_from: str
    jointly: str
    unnamed: str
    our_words: str
    on_condition: str
    own_voice: str
    unattributed: str
    headline: str
    told_as: str
    cue: str
    mention: str
    count: str
    said_on: str
    cited_report: str
    untitled: str
    unknown_publisher: str
    inferred: str
    published: str
    updated: str
    revision: str
    corrections: str
    corrected: str
    wrong_since: str
    rated_before: str
    withdrawn: str
    withdrawn_intro: str
    because: str
    data: str
    score: str
    quotes: tuple[str, str]
    months: tuple[str, ...]
    modalities: dict[Modality, str]
    modes: dict[Mode, str]
    read: str

    def day(self, day: date) -> str:
        """Return the day as readers of the language write it."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"


_ENGLISH = Wording(
    language="en",
    claim="Claim",
    finding="Finding",
    explanation="Explanation",
    chains="Who has it from whom",
    chains_intro="Each retelling that we hold, from the document back to the origin of the words.",
    differences="How the retellings differ",
    differences_intro="Where two retellings of the claim part, each in its own words.",
    not_shown="Further differences that are not shown: {number}",
    document="Document",
    relay="Relay",
    origin="Origin",
    has_it_from="has it from",
    jointly="jointly",
    unnamed="unnamed",
    our_words="described in our words: the document has none for it",
    on_condition="on condition of anonymity",
    own_voice="says it in its own voice and cites nobody",
    unattributed="The sentence itself is unattributed; the document gives its source elsewhere.",
    headline="Headline",
    told_as="Told as",
    cue="Cited with",
    mention="Called here",
    count="Number",
    said_on="Said on",
    cited_report="The cited report",
    untitled="Untitled document",
    unknown_publisher="publisher unknown",
    inferred="date inferred",
    published="Published",
    updated="Updated",
    revision="Revision",
    corrections="Corrections",
    corrected="Corrected",
    wrong_since="It had been wrong since {day}.",
    rated_before="From {first} to {last} the rating was {rating}.",
    withdrawn="Withdrawn",
    withdrawn_intro="This review does not stand any more. It was withdrawn on",
    because="Why",
    data="This review as ClaimReview data",
    score="{value} of {best}",
    quotes=("“", "”"),
    months=provenance.wording("en").months,
    modalities={
        "unverified": "unverified",
        "possible": "possible",
        "likely": "likely",
        "nearly_certain": "nearly certain",
        "asserted": "asserted",
        "denied": "denied",
        "predicted": "predicted",
    },
    modes={
        "direct_quote": "direct quotation",
        "indirect": "indirect speech",
        "report_of_report": "report of a report",
        "statement": "statement",
        "social_post": "social media post",
    },
    read="Read the review",
)

_ARABIC = Wording(
    language="ar",
    claim="الادعاء",
    finding="النتيجة",
    explanation="الشرح",
    chains="مَن نقل عن مَن",
    chains_intro="كل رواية لدينا، من الوثيقة رجوعًا إلى المصدر الأصلي للكلام.",
    differences="أوجه الاختلاف بين الروايات",
    differences_intro="حيث تفترق روايتان للادعاء نفسه، بلفظ كل منهما.",
    not_shown="اختلافات أخرى غير معروضة: {number}",
    document="وثيقة",
    relay="ناقل",
    origin="المصدر الأصلي",
    has_it_from="نقلًا عن",
    jointly="معًا",
    unnamed="غير مسمّى",
    our_words="الوصف منّا، فلا ذكر له في الوثيقة",
    on_condition="بشرط عدم الكشف عن الهوية",
    own_voice="تقوله الجهة الناشرة بنفسها ولا تنسبه إلى أحد",
    unattributed="الجملة نفسها غير منسوبة، ومصدرها مذكور في موضع آخر من الوثيقة.",
    headline="في العنوان",
    told_as="درجة الجزم",
    cue="صيغة النقل",
    mention="التسمية هنا",
    count="العدد",
    said_on="قيل في",
    cited_report="التقرير المنقول عنه",
    untitled="وثيقة بلا عنوان",
    unknown_publisher="الناشر غير معروف",
    inferred="تاريخ مستنتج",
    published="نُشر في",
    updated="حُدّث في",
    revision="النسخة",
    corrections="تصويبات",
    corrected="صُوّب",
    wrong_since="كان الخطأ قائمًا منذ {day}.",
    rated_before="من {first} إلى {last} كان التقييم {rating}.",
    withdrawn="مراجعة مسحوبة",
    withdrawn_intro="لم تعد هذه المراجعة قائمة. سُحبت في",
    because="السبب",
    data="هذه المراجعة ببيانات ClaimReview",
    score="{value} من {best}",
    quotes=("«", "»"),
    # Both sets of names are in use, each in half of the Arab world.
    months=provenance.wording("ar").months,
    modalities={
        "unverified": "غير مؤكد",
        "possible": "محتمل",
        "likely": "مرجّح",
        "nearly_certain": "شبه مؤكد",
        "asserted": "مجزوم به",
        "denied": "منفي",
        "predicted": "متوقَّع",
    },
    modes={
        "direct_quote": "اقتباس مباشر",
        "indirect": "كلام غير مباشر",
        "report_of_report": "نقل عن خبر آخر",
        "statement": "تصريح أو بيان",
        "social_post": "منشور على مواقع التواصل",
    },
    read="اقرأ المراجعة",
)


def wording(language: str) -> Wording:
    """Choose by the primary subtag of a BCP 47 tag."""
    return _ARABIC if primary(language) == "ar" else _ENGLISH


def primary(language: str) -> str:
    return language.lower().split("-")[0]
