"""The words of public pages in Arabic and English; other languages get the English ones."""

from dataclasses import dataclass
from datetime import date

from claims.provenance import wording as provenance
from reviews.markup.dossier import EvidenceKind, Modality, Mode, Stance


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
    verify: str
    skip: str
    picture: str
    evidence: str
    archived: str
    digest: str
    versions: str
    version: str
    this_version: str
    version_note: str
    what_stands_now: str
    withdrawn_on: str
    in_other_languages: str
    cite: str
    cite_programs: str
    embed: str
    embed_intro: str
    embed_script: str
    embed_frame: str
    embed_link: str
    reviews: str
    languages: str
    all_languages: str
    older: str
    nothing_yet: str
    embed_snippet: str
    embed_badge: str
    read: str
    not_found: str
    not_found_intro: str
    score: str
    comma: str
    quotes: tuple[str, str]
    months: tuple[str, ...]
    modalities: dict[Modality, str]
    modes: dict[Mode, str]
    evidence_kinds: dict[EvidenceKind, str]
    stances: dict[Stance, str]

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
    verify="How to verify that it is ours",
    skip="Skip to the review",
    picture="Picture of who has it from whom",
    evidence="What it rests on",
    archived="Copy kept on {day}",
    digest="SHA-256 of the file",
    versions="Versions",
    version="Version {number}",
    this_version="this version",
    version_note="This is version {number}, as it was published on {day}. It never changes.",
    what_stands_now="Read what stands now",
    withdrawn_on="withdrawn on {day}",
    in_other_languages="In other languages",
    cite="Cite this version",
    cite_programs="For reference managers",
    embed="Show this review on your site",
    embed_intro="Copy one of these into your page.",
    embed_script="A card, set up by a script",
    embed_frame="A card in a frame, without a script",
    embed_link="A plain link",
    reviews="Published reviews",
    languages="Languages",
    all_languages="All",
    older="Older reviews",
    nothing_yet="Nothing has been published yet.",
    embed_snippet="A quotation, without script or style",
    embed_badge="A badge",
    read="Read the review",
    not_found="There is no page at this address",
    not_found_intro="No review has been published here. The address may be cut off or mistyped.",
    score="{value} of {best}",
    comma=", ",
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
    evidence_kinds={
        "link": "Link",
        "document": "Document",
        "quotation": "Quotation",
        "note": "Note",
        "file": "File",
    },
    stances={
        "supports": "Supports the claim",
        "refutes": "Speaks against the claim",
        "context": "Context",
    },
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
    verify="كيف تتحقق من أنها منّا",
    skip="انتقل إلى المراجعة",
    picture="رسم يبيّن مَن نقل عن مَن",
    evidence="الأدلة",
    archived="حُفظت صورة عنه في {day}",
    digest="بصمة الملف SHA-256",
    versions="النسخ المنشورة",
    version="النسخة {number}",
    this_version="هذه النسخة",
    version_note="هذه هي النسخة {number} كما نُشرت في {day}، وهي لا تتغيّر.",
    what_stands_now="اقرأ النسخة القائمة الآن",
    withdrawn_on="سُحبت في {day}",
    in_other_languages="بلغات أخرى",
    cite="للاستشهاد بهذه النسخة",
    cite_programs="لبرامج إدارة المراجع",
    embed="اعرض هذه المراجعة في موقعك",
    embed_intro="انسخ واحدة من هذه الشيفرات إلى صفحتك.",
    embed_script="بطاقة يضعها برنامج نصي",
    embed_frame="بطاقة في إطار، بلا برنامج نصي",
    embed_link="رابط فحسب",
    reviews="المراجعات المنشورة",
    languages="اللغات",
    all_languages="الكل",
    older="مراجعات أقدم",
    nothing_yet="لم يُنشر شيء بعد.",
    embed_snippet="اقتباس بلا برنامج نصي ولا تنسيق",
    embed_badge="شارة",
    read="اقرأ المراجعة",
    not_found="لا صفحة في هذا العنوان",
    not_found_intro="لم تُنشر هنا مراجعة. لعل العنوان ناقص أو فيه خطأ.",
    score="{value} من {best}",
    comma="، ",
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
    evidence_kinds={
        "link": "رابط",
        "document": "وثيقة",
        "quotation": "اقتباس",
        "note": "ملاحظة",
        "file": "ملف",
    },
    stances={
        "supports": "يؤيد الادعاء",
        "refutes": "يناقض الادعاء",
        "context": "سياق",
    },
)

LANGUAGES = (_ARABIC.language, _ENGLISH.language)


def wording(language: str) -> Wording:
    """Choose by the primary subtag of a BCP 47 tag."""
    return _ARABIC if primary(language) == "ar" else _ENGLISH


def primary(language: str) -> str:
    return language.lower().split("-")[0]
