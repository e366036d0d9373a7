"""The sentences in which drift is told, in Arabic and English; other languages get English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from claims.provenance.retellings import DriftKind

Relation = Literal["headline", "dated", "within", "apart"]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences with places for sides and words, by DriftCode and, after a dot, by case.

    `x` and `y` are two sides as `places` calls them, `x` the one that the sentence mentions first;
    what ends in `_x` and `_y` belongs to them. Each of `places` has a full and a short form, for
    side `a` and side `b`; where nothing orders the sides (`apart`), for the first and the second
    mention. The Arabic sentences are built so that no word has to agree with what is put in.
    """

    kinds: Mapping[DriftKind, str]
    places: Mapping[Relation, tuple[Pair, Pair]]
    sentences: Mapping[str, str]
    modalities: Mapping[str, str]
    marks: Mapping[str, str]
    weekdays: tuple[str, ...]
    somebody: str


_ENGLISH = Phrases(
    kinds={
        DriftKind.CERTAINTY: "Certainty",
        DriftKind.SOURCE_DESCRIPTION: "Description of the source",
        DriftKind.NUMBER: "Number",
        DriftKind.DATE: "Date",
        DriftKind.ATTRIBUTION_DROPPED: "Attribution",
        DriftKind.QUOTATION_CHANGED: "Quotation",
        DriftKind.WORDING: "Wording",
    },
    places={
        "headline": (("the text", "the text"), ("the headline", "the headline")),
        "dated": (
            ("the earlier article", "the earlier one"),
            ("the later article", "the later one"),
        ),
        "within": (("the first passage", "the first"), ("the second passage", "the second")),
        "apart": (("one article", "one"), ("the other article", "the other")),
    },
    sentences={
        "modality": "Told as {modality_x} in {x}, as {modality_y} in {y}.",
        "modality.dropped": "{x} drops {words_y} and tells it as a fact.",
        "modality.added": "{x} adds {words_x} to what {y} tells as a fact.",
        "modality.apart": "{x} has {words_x}, {y} tells it as a fact.",
        "cue_verb": "Reported more firmly in {x}: {words_x} against {words_y}.",
        "negated_cue": "Negated in {x} and not in {y}: {words_x} against {words_y}.",
        "unable_to_confirm": (
            "{words_x} in {x}, {words_y} in {y}: "
            "not confirming is not the same as not being able to confirm."
        ),
        "negation.one": "Negated in {x}, with {only_x}, and not in {y}.",
        "description": "{words_x} in {x} becomes {words_y} in {y}{more}.",
        "description.apart": "{words_x} in {x} is {words_y} in {y}.",
        "description.same": "Called {words_x} both times, yet described in other words elsewhere.",
        "description.more.number_lost": ", and the number is lost",
        "description.more.number_found": ", and a number appears",
        "description.more.made_new": ": a known source appears as a new one",
        "description.more.made_known": ": a new source appears as a known one",
        "name": "Named in {x} as {words_x}, without a name in {y}: {words_y}.",
        "persons.one": "Only {x} cites {only_x}.",
        "persons.both": "Only {x} cites {only_x}, only {y} cites {only_y}.",
        "count": "A higher number in {x}: {words_x} against {words_y}.",
        "count.unclear": "Different numbers: {words_x} in {x}, {words_y} in {y}.",
        "bound": "Not equally exact: {words_x} in {x}, {words_y} in {y}.",
        "number_dropped.dropped": "{x} drops the number: {words_x} instead of {words_y}.",
        "number_dropped.added": "{x} adds a number: {words_x} instead of {words_y}.",
        "number_dropped.apart": "Only {x} has a number: {words_x} against {words_y}.",
        "number_across_languages": (
            "Two languages, two numbers: {words_x} in {x}, {words_y} in {y}."
        ),
        "said_on": "Said on {when_x} according to {x}, on {when_y} according to {y}.",
        "relative_day": (
            "The days do not agree: {when_x} in {x}, {when_y} in {y}; "
            "words such as these may come from an older text."
        ),
        "weekday": "Said on different days: {words_x} in {x}, {words_y} in {y}.",
        "event_day": "It happens on {days_x} in {x}, on {days_y} in {y}.",
        "doubtful_day": (
            "{words_y} is in doubt: {words_x}, in the same article, does not fit its date."
        ),
        "relay.one": "{x} has it by way of {names_x}; {y} does not say so.",
        "relay.both": "{x} has it by way of {names_x}, {y} by way of {names_y}.",
        "origin.one": "{x} goes back to {names_x}; {y} stops before.",
        "origin.both": "{x} goes back to {names_x}, {y} to {names_y}.",
        "own_voice": "Attributed in {x}, attributed to nobody in {y}.",
        "told_again": "One source told as if it were two: {words_x}, then {words_y}.",
        "quoted_words.one": "The quotation has {only_x} in {x} only.",
        "quoted_words.both": "The quotation differs: {only_x} in {x}, {only_y} in {y}.",
        "marks": "Told {marks_x} in {x}, {marks_y} in {y}.",
        "words.one": "Only {x} says {only_x}.",
        "words.both": "In other words: {only_x} in {x}, {only_y} in {y}.",
    },
    modalities={
        "unverified": "unverified",
        "possible": "possible",
        "likely": "likely",
        "nearly_certain": "nearly certain",
        "asserted": "a fact",
        "denied": "denied",
        "predicted": "a prediction",
    },
    marks={
        "full": "in quotation marks",
        "partial": "partly in quotation marks",
        "": "without quotation marks",
    },
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    somebody="somebody else",
)

_ARABIC = Phrases(
    kinds={
        DriftKind.CERTAINTY: "درجة الجزم",
        DriftKind.SOURCE_DESCRIPTION: "وصف المصدر",
        DriftKind.NUMBER: "العدد",
        DriftKind.DATE: "التاريخ",
        DriftKind.ATTRIBUTION_DROPPED: "نسبة الكلام",
        DriftKind.QUOTATION_CHANGED: "الاقتباس",
        DriftKind.WORDING: "الصياغة",
    },
    places={
        "headline": (("المتن", "المتن"), ("العنوان", "العنوان")),
        "dated": (("المقالة الأقدم", "الأقدم"), ("المقالة الأحدث", "الأحدث")),
        "within": (("الموضع الأول", "الأول"), ("الموضع الثاني", "الثاني")),
        "apart": (("إحدى المقالتين", "إحداهما"), ("المقالة الأخرى", "الأخرى")),
    },
    sentences={
        "modality": "الادعاء {modality_x} في {x}، و{modality_y} في {y}.",
        "modality.dropped": "سقط من {x} لفظ {words_y} فصار الادعاء مجزومًا به.",
        "modality.added": "أُضيف في {x} لفظ {words_x}، والادعاء في {y} مجزوم به.",
        "modality.apart": "في {x} لفظ {words_x}، والادعاء في {y} مجزوم به.",
        "cue_verb": "النقل في {x} أكثر جزمًا: {words_x} مقابل {words_y}.",
        "negated_cue": "النقل منفي في {x} ومثبت في {y}: {words_x} مقابل {words_y}.",
        "unable_to_confirm": (
            "{words_x} في {x}، و{words_y} في {y}: عدم التأكيد شيء والعجز عنه شيء آخر."
        ),
        "negation.one": "الادعاء منفي في {x} بلفظ {only_x}، ومثبت في {y}.",
        "description": "تغيّر وصف المصدر من {words_x} في {x} إلى {words_y} في {y}{more}.",
        "description.apart": "وصف المصدر {words_x} في {x}، و{words_y} في {y}.",
        "description.same": "الإشارة إلى المصدر واحدة، وهي {words_x}، غير أن وصفه مختلف.",
        "description.more.number_lost": "، وسقط العدد",
        "description.more.number_found": "، وظهر عدد",
        "description.more.made_new": "، فظهر مصدر سبق ذكره كأنه مصدر جديد",
        "description.more.made_known": "، فظهر مصدر جديد كأنه مصدر سبق ذكره",
        "name": "المصدر مسمّى في {x}: {words_x}، وغير مسمّى في {y}: {words_y}.",
        "persons.one": "لا ذكر لـ{only_x} إلا في {x}.",
        "persons.both": "لا ذكر لـ{only_x} إلا في {x}، ولا لـ{only_y} إلا في {y}.",
        "count": "العدد في {x} أكبر: {words_x} مقابل {words_y}.",
        "count.unclear": "العددان مختلفان: {words_x} في {x}، و{words_y} في {y}.",
        "bound": "العدد متفاوت الدقة: {words_x} في {x}، و{words_y} في {y}.",
        "number_dropped.dropped": "سقط العدد من {x}: {words_x} بدلًا من {words_y}.",
        "number_dropped.added": "أُضيف عدد في {x}: {words_x} بدلًا من {words_y}.",
        "number_dropped.apart": "لا ذكر للعدد إلا في {x}: {words_x} مقابل {words_y}.",
        "number_across_languages": "لغتان وعددان: {words_x} في {x}، و{words_y} في {y}.",
        "said_on": "تاريخ الكلام {when_x} في {x}، و{when_y} في {y}.",
        "relative_day": (
            "اليومان لا يتفقان: {when_x} في {x}، و{when_y} في {y}؛ "
            "وقد يكون لفظ كهذا منقولًا عن نص أقدم."
        ),
        "weekday": "يوم الكلام مختلف: {words_x} في {x}، و{words_y} في {y}.",
        "event_day": "يوم الحدث مختلف: {days_x} في {x}، و{days_y} في {y}.",
        "doubtful_day": (
            "لفظ {words_y} محل شك، ففي المقالة نفسها لفظ {words_x} وهو لا يوافق تاريخها."
        ),
        "relay.one": "الكلام في {x} منقول عبر {names_x}، ولا ذكر لذلك في {y}.",
        "relay.both": "الكلام منقول عبر {names_x} في {x}، وعبر {names_y} في {y}.",
        "origin.one": "الكلام في {x} يعود إلى {names_x}، ولا ذكر لذلك في {y}.",
        "origin.both": "الكلام في {x} يعود إلى {names_x}، وفي {y} إلى {names_y}.",
        "own_voice": "الكلام منسوب في {x}، وغير منسوب إلى أحد في {y}.",
        "told_again": "مصدر واحد يرد كأنه مصدران: {words_x} ثم {words_y}.",
        "quoted_words.one": "نص الاقتباس مختلف: لا ذكر لـ{only_x} إلا في {x}.",
        "quoted_words.both": "نص الاقتباس مختلف: {only_x} في {x}، و{only_y} في {y}.",
        "marks": "الكلام {marks_x} في {x}، و{marks_y} في {y}.",
        "words.one": "لا ذكر لـ{only_x} إلا في {x}.",
        "words.both": "الصياغة مختلفة: {only_x} في {x}، و{only_y} في {y}.",
    },
    modalities={
        "unverified": "غير مؤكد",
        "possible": "محتمل",
        "likely": "مرجّح",
        "nearly_certain": "شبه مؤكد",
        "asserted": "مجزوم به",
        "denied": "منفي",
        "predicted": "متوقَّع",
    },
    marks={
        "full": "بين علامتي اقتباس",
        "partial": "بعضه بين علامتي اقتباس",
        "": "من دون علامتي اقتباس",
    },
    weekdays=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    somebody="مصدر آخر",
)


def phrases(language: str) -> Phrases:
    """Choose by the primary subtag of a BCP 47 tag."""
    return _ARABIC if language.lower().split("-")[0] == "ar" else _ENGLISH
