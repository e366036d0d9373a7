"""Dossiers for the tests: hand-written ones in Arabic and English, and a strategy for any."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

from hypothesis import strategies as st

from reviews.markup import dossier as d

NEWSROOM = d.Newsroom(
    name="مرصد التحقق",
    url="https://tahaqquq.example/",
    logo_url="https://tahaqquq.example/logo.svg",
)

NBC = d.SourceRef(
    key="nbc",
    kind="news_outlet",
    anonymity="named",
    language="ar",
    name="شبكة إن بي سي (NBC)",
    same_as=("https://www.wikidata.org/wiki/Q13974",),
)
REUTERS = d.SourceRef(
    key="reuters",
    kind="news_outlet",
    anonymity="named",
    language="ar",
    name="وكالة رويترز",
    same_as=("https://www.wikidata.org/wiki/Q130879",),
)
OFFICIALS = d.SourceRef(
    key="us-officials",
    kind="unnamed",
    anonymity="described",
    language="ar",
    descriptor="مسؤولون عسكريون أميركيون",
)
TWO_OFFICIALS = d.SourceRef(
    key="iq-officials",
    kind="unnamed",
    anonymity="described",
    language="ar",
    descriptor="مسؤولان أمنيان عراقيان",
    count=2,
)
FACTION_SOURCES = d.SourceRef(
    key="faction-sources",
    kind="unnamed",
    anonymity="described",
    language="ar",
    descriptor='ثلاثة مصادر مقربة من الفصائل "الولائية"',
    count=3,
)
OUTLET = d.SourceRef(
    key="outlet", kind="news_outlet", anonymity="named", language="ar", name="صحيفة الضفاف"
)
POST = d.SourceRef(
    key="daily", kind="news_outlet", anonymity="named", language="en", name="The Harbour Daily"
)
SPOKESMAN = d.SourceRef(
    key="saleh",
    kind="person",
    anonymity="named",
    language="en",
    name="Yahya Rasool",
    same_as=("https://www.wikidata.org/wiki/Q1", "https://army.example/rasool"),
)

_NBC_ARTICLE = d.DocumentRef(
    key="doc-1",
    language="ar",
    title="مسؤولون أميركيون: يرجح أن إيران لم تأمر باستهداف منزل الكاظمي",
    url="https://difaf.example/2021/11/13/kadhimi?a=1&b=2",
    publisher=OUTLET,
    published_at=datetime(2021, 11, 13, 16, 30, tzinfo=UTC),
)
_ENGLISH_ARTICLE = d.DocumentRef(
    key="doc-2",
    language="en",
    title="Drones in attack on Iraqi PM's home “were made in Iran”",
    url="https://harbour.example/iraq/drones",
    publisher=POST,
    published_at=datetime(2021, 11, 9, tzinfo=UTC),
)

ARABIC = d.Dossier(
    revision=2,
    language="ar",
    claim_text="ميليشيات شيعية سلحتها إيران تقف وراء استهداف منزل رئيس الوزراء العراقي",
    title="لا مصدر مسمّى وراء القول بمسؤولية الميليشيات عن الهجوم",
    rating=d.Verdict(label="غير مثبت", value=3, best=5, worst=1),
    summary="كل ما نُشر عن هذا الادعاء يرجع إلى مسؤولين ومصادر لم تُذكر أسماؤهم.",
    explanation=(
        "نقلت الصحيفة عن شبكة NBC قول مسؤولين عسكريين أميركيين لم تسمّهم.\n\n"
        "ونقلت صحيفة أخرى عن رويترز كلام مسؤولين أمنيَّين وثلاثة مصادر، بشرط عدم كشف هوياتهم."
    ),
    published_at=datetime(2021, 11, 15, 9, 0, tzinfo=UTC),
    modified_at=datetime(2021, 11, 17, 12, 30, tzinfo=UTC),
    newsroom=NEWSROOM,
    retellings=(
        d.Retelling(
            document=_NBC_ARTICLE,
            quote="من شبه المؤكد أن ميليشيات شيعية سلحتها إيران تقف وراء استهداف رئيس وزراء العراق",
            voice="attributed",
            zone="body",
            modality="nearly_certain",
            polarity="positive",
            levels=(
                (
                    d.Hop(
                        source=NBC,
                        role="relay",
                        mode="report_of_report",
                        cue="وفقاً لما نقلته",
                        mention="NBC",
                        cited_document_url="https://nbc.example/iran-did-not-order",
                    ),
                ),
                (
                    d.Hop(
                        source=OFFICIALS,
                        role="origin",
                        mode="direct_quote",
                        cue="أشاروا أيضا إلى",
                        mention="مسؤولون عسكريون أميركيون",
                        said_on=date(2021, 11, 13),
                    ),
                ),
            ),
        ),
        d.Retelling(
            document=_ENGLISH_ARTICLE,
            quote="At least one of the Iran-backed groups carried out the attack",
            voice="attributed",
            zone="title",
            modality="asserted",
            polarity="positive",
            levels=(
                (
                    d.Hop(
                        source=REUTERS,
                        role="relay",
                        mode="report_of_report",
                        cue="told",
                        mention="Reuters",
                    ),
                ),
                (
                    d.Hop(
                        source=TWO_OFFICIALS,
                        role="origin",
                        mode="indirect",
                        cue="told",
                        mention="two security officials",
                        on_condition_of_anonymity=True,
                    ),
                    d.Hop(
                        source=FACTION_SOURCES,
                        role="origin",
                        mode="indirect",
                        mention="three sources",
                        on_condition_of_anonymity=True,
                    ),
                ),
            ),
        ),
    ),
)

DIFFERENCES = (
    d.Difference(
        label="درجة الجزم",
        sentence="سقط من المقالة الأحدث لفظ «يرجح» فصار الادعاء مجزومًا به.",
        a=d.Passage(
            document=_NBC_ARTICLE, before="من ال", exact="مرجح", after=" أن ميليشيات نفذت الهجوم"
        ),
        b=d.Passage(document=_ENGLISH_ARTICLE, exact="At least one of the groups did it"),
    ),
    d.Difference(
        label="العدد",
        sentence="العدد في المقالة الأحدث أكبر: «ثلاث طائرات» مقابل «طائرة».",
        a=d.Passage(document=_NBC_ARTICLE, exact="طائرة", after=" استهدفت المنزل"),
        b=d.Passage(document=_ENGLISH_ARTICLE, exact="three drones", after=" were launched"),
    ),
)

EVIDENCE = (
    d.Evidence(
        kind="link",
        stance="refutes",
        title="بيان قيادة العمليات المشتركة",
        note="نشرته القيادة في يوم الهجوم، ولا ذكر فيه لأي جهة.",
        url="https://army.example/statements/2021-11-07?lang=ar&x=1",
        archived_at=datetime(2021, 11, 16, 8, 0, tzinfo=UTC),
    ),
    d.Evidence(
        kind="quotation",
        stance="supports",
        document=_ENGLISH_ARTICLE,
        quotation="At least one of the Iran-backed groups carried out the attack",
    ),
    d.Evidence(kind="document", stance="context", title="", document=_NBC_ARTICLE),
    d.Evidence(
        kind="file",
        stance="context",
        title="صورة من موقع الحادث",
        file=d.File("site-photo.jpg", "image/jpeg", "ab" * 32, 482_133),
    ),
)
HISTORY = (
    d.Edition(
        revision=1,
        published_at=datetime(2021, 11, 15, 9, 0, tzinfo=UTC),
        rating=d.Verdict(label="خطأ", value=1, best=5, worst=1),
    ),
)
CORRECTIONS = (
    d.Correction(
        note="ذكرنا في النسخة الأولى أن مسؤولًا واحدًا تحدث إلى رويترز، وهما اثنان.",
        published_at=datetime(2021, 11, 15, 9, 0, tzinfo=UTC),
        corrected_at=datetime(2021, 11, 17, 12, 30, tzinfo=UTC),
        rating=HISTORY[0].rating,
    ),
)

ENGLISH = d.Dossier(
    revision=1,
    language="en",
    claim_text="A drone attacked the residence of the Iraqi prime minister on 7 November 2021",
    title="",
    rating=d.Verdict(label="True", value=5, best=5, worst=1),
    summary="The army's spokesman said so on the record, and several outlets quote him.",
    explanation="The spokesman's words are on the army's own channel.",
    published_at=datetime(2021, 11, 15, 9, 0, tzinfo=UTC),
    modified_at=datetime(2021, 11, 15, 9, 0, tzinfo=UTC),
    newsroom=d.Newsroom(name="The Desk", url="https://desk.example/"),
    retellings=(
        d.Retelling(
            document=_ENGLISH_ARTICLE,
            quote="three drones were launched at the residence",
            voice="attributed",
            zone="body",
            modality="asserted",
            polarity="positive",
            levels=(
                (
                    d.Hop(
                        source=SPOKESMAN,
                        role="origin",
                        mode="social_post",
                        cue="wrote",
                        said_on=date(2021, 11, 7),
                    ),
                ),
            ),
        ),
    ),
)

_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 }}{% x %}",
        "\u202ertl override",
        "\u2066unclosed",
        "\u2069\u2069closed",
        "é",
        "e\u0301",
        "👩🏽\u200d🚀",
        "javascript:alert(1)",
        "\u2028",
    ]
)
_url = st.sampled_from(
    ["", "https://a.example/1", "http://b.example/ü?x=1&y=2", "javascript:alert(1)", "https://"]
)
_language = st.sampled_from(["ar", "en", "he", "fa", "fr", "az-Arab", "ar-Latn"])
_moment = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001
    datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)

sources = st.builds(
    d.SourceRef,
    key=st.sampled_from(["a", "b", "c", "d"]),
    kind=st.sampled_from(get_args(d.Kind)),
    anonymity=st.sampled_from(get_args(d.Anonymity)),
    language=_language,
    name=_text,
    descriptor=_text,
    descriptor_literal=st.booleans(),
    count=st.none() | st.integers(1, 9),
    same_as=st.lists(_url, max_size=2).map(tuple),
)
documents = st.builds(
    d.DocumentRef,
    key=st.sampled_from(["doc-1", "doc-2", "doc-3"]),
    language=_language,
    title=_text,
    url=_url,
    publisher=st.none() | sources,
    published_at=st.none() | _moment,
    published_at_inferred=st.booleans(),
)
hops = st.builds(
    d.Hop,
    source=sources,
    role=st.sampled_from(get_args(d.Role)),
    mode=st.sampled_from(get_args(d.Mode)),
    cue=_text,
    mention=_text,
    on_condition_of_anonymity=st.booleans(),
    said_on=st.none() | st.dates(),
    cited_document_url=_url,
)
retellings = st.builds(
    d.Retelling,
    document=documents,
    quote=_text,
    voice=st.sampled_from(get_args(d.Voice)),
    zone=st.sampled_from(get_args(d.Zone)),
    modality=st.sampled_from(get_args(d.Modality)),
    polarity=st.sampled_from(get_args(d.Polarity)),
    levels=st.lists(st.lists(hops, min_size=1, max_size=2).map(tuple), max_size=3).map(tuple),
)
passages = st.builds(d.Passage, document=documents, exact=_text, before=_text, after=_text)
differences = st.builds(
    d.Difference, label=st.sampled_from(["Number", "Date"]), sentence=_text, a=passages, b=passages
)
_maybe_moment = st.none() | _moment
files = st.builds(d.File, name=_text, content_type=_text, sha256=_text, size=st.integers(0, 2**40))
evidence = st.builds(
    d.Evidence,
    kind=st.sampled_from(get_args(d.EvidenceKind)),
    stance=st.sampled_from(get_args(d.Stance)),
    title=_text,
    note=_text,
    url=_url,
    archived_at=_maybe_moment,
    document=st.none() | documents,
    quotation=_text,
    file=st.none() | files,
)
_score = st.none() | st.integers(-1, 6)
verdicts = st.builds(d.Verdict, label=_text, value=_score, best=_score, worst=_score)
corrections = st.builds(
    d.Correction,
    note=_text,
    published_at=_moment,
    corrected_at=_moment,
    rating=verdicts,
    wrong_since=_maybe_moment,
)
editions = st.builds(
    d.Edition,
    revision=st.integers(1, 99),
    published_at=_moment,
    rating=verdicts,
    withdrawn_at=_maybe_moment,
)
dossiers = st.builds(
    d.Dossier,
    revision=st.integers(1, 99),
    language=_language,
    claim_text=_text,
    title=_text,
    rating=verdicts,
    summary=_text,
    explanation=_text,
    published_at=_moment,
    modified_at=_moment | st.just(datetime(2021, 1, 1, tzinfo=UTC) + timedelta(microseconds=5)),
    newsroom=st.builds(d.Newsroom, name=_text, url=_url, logo_url=_url),
    retellings=st.lists(retellings, max_size=3).map(tuple),
    differences=st.lists(differences, max_size=3).map(tuple),
    differences_left_out=st.integers(0, 3),
    corrections=st.lists(corrections, max_size=2).map(tuple),
    evidence=st.lists(evidence, max_size=3).map(tuple),
    history=st.lists(editions, max_size=2).map(tuple),
)
