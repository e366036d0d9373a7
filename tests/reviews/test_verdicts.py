"""Ratings say a shared verdict in their own words, or none: never a wrong one."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.spelling import fold
from reviews.markup.verdicts import LABEL_CHARACTERS, Verdict, verdict_of
from tests.gold import SHARED

GOLD = SHARED / "data" / "claimreview" / "rating_gold_ar.jsonl"
PADDING = "وقد بحث الفريق طويلا في المصادر المفتوحة ولم يجد ما يخالف ذلك"


@pytest.mark.skipif(not GOLD.exists(), reason="../shared/data is not on this machine")
def test_the_gold_has_no_wrong_verdict_and_nearly_all_right_ones():
    found: Counter[tuple[bool, str]] = Counter()
    for line in GOLD.read_text().splitlines():
        row = json.loads(line)
        said, gold = verdict_of(row["rating"]), row["verdict"]
        outcome = "right" if said == gold else "none" if said is None else "wrong"
        found[bool(row.get("long")), outcome] += row["n"]
    assert not [key for key in found if key[1] == "wrong"]
    assert found[False, "none"] <= 1
    assert found[True, "none"] == 0


@pytest.mark.parametrize(
    ("label", "verdict"),
    [
        ("False", Verdict.FALSE),
        ("FALSE.", Verdict.FALSE),
        ("Pants on Fire!", Verdict.FALSE),
        ("خطأ", Verdict.FALSE),
        ("خَطَأ", Verdict.FALSE),
        ("زائف", Verdict.FALSE),
        ("كاذبـــة", Verdict.FALSE),
        ("\u202bغير صحيح\u202c", Verdict.FALSE),
        ("«صحيح»", Verdict.TRUE),
        ("Mostly False", Verdict.PARTLY),
        ("half-true", Verdict.PARTLY),
        ("صحيح جزئيًا", Verdict.PARTLY),
        ("مضلّل", Verdict.MISLEADING),
        ("ناقص", Verdict.MISSING_CONTEXT),
        ("مفبرك", Verdict.FABRICATED),
        ("ساخر", Verdict.SATIRE),
        ("Unproven", Verdict.UNPROVEN),
        ("", None),
        ("الفيديو قديم", None),
        ("not false", None),
        ("false friends", None),
        ("👍", None),
    ],
)
def test_labels(label, verdict):
    assert verdict_of(label) is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("بناءً على ما سبق قرر فريق التحقق تصنيف الادعاء على أنه زائف؛ لأن الصورة قديمة.", "false"),
        (
            "بناءً على ما ذُكر، قررنا أن هذا الادعاء مضلل نسبة إلى ما نشرته الوزارة نفسها.",
            "misleading",
        ),
        ("اتضح للفريق أن هذا الادعاء مضلل؛ حيث وجدنا أن الصورة من بلد آخر.", "misleading"),
        ("تحقق الفريق من الادعاء ووجد أنه غير صحيح إذ لم تصدر الوزارة أي قرار.", "false"),
        ("قرر الفريق تصنيف الادعاء على أنه زائف جزئيًا لأن جزءًا منه صحيح كما ذكرنا.", "partly"),
        # What is found last stands over what was found first.
        (
            "اتضح أن الادعاء مضلل؛ ثم تبين المزيد. قرر الفريق تصنيف الادعاء على أنه زائف.",
            "false",
        ),
        # Two decisions, a denied one, somebody else's words, another subject, a negated verdict.
        (
            "قرر الفريق تصنيف الادعاء على أنه زائف. قرر الفريق تصنيف الادعاء على أنه صحيح.",
            None,
        ),
        ("لم يقرر الفريق تصنيف الادعاء على أنه زائف لأن الأدلة غير كافية في هذا الوقت.", None),
        ("ما قررنا تصنيف الادعاء على أنه زائف بل تركنا الأمر للقراء حتى يقرروا بأنفسهم.", None),
        ("كتب أحد المستخدمين أن الادعاء كاذب لكننا نرى غير ذلك بعد بحث طويل.", None),
        ("اتضح أن الخبر الذي نشرته الصفحة زائف بعد أن سألنا الوزارة عنه مباشرة.", None),
        ("اتضح أن الادعاء ليس زائفًا كما ظن كثيرون بل نشرته الوزارة على صفحتها.", None),
    ],
)
def test_paragraphs(text, verdict):
    assert len(fold(text)) > LABEL_CHARACTERS
    assert verdict_of(text) == verdict


@given(st.sampled_from(["false", "زائف", "مضلل", "صحيح", "true", "مفبرك"]), st.booleans())
def test_a_verdict_somewhere_in_a_paragraph_says_nothing(label, first):
    text = f"{label} {PADDING}" if first else f"{PADDING} {label}"
    assert verdict_of(text) is None


@given(st.text())
def test_any_text_is_mapped_or_not(text):
    assert verdict_of(text) in {None, *Verdict}
    assert verdict_of(f" {text}\u200f\n") is verdict_of(text)
