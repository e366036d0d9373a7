"""The words of notifications, in English and Arabic, from their kind and data alone."""

from collections.abc import Mapping
from typing import Any, Literal
from unicodedata import category

Language = Literal["en", "ar"]
Data = Mapping[str, Any]

_LONGEST = 300
_LONGEST_SUBJECT = 150
# Each text keeps its own direction and that of the words around it (UAX #9).
_ISOLATE, _END = "\u2068", "\u2069"
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])

_BREAKS = frozenset({"Cc", "Cs", "Zl", "Zp"})

TEXTS: dict[str, dict[Language, str]] = {
    "review.submitted": {
        "en": "{actor} submitted “{title}”; it waits for a decision.",
        "ar": "قدّم {actor} المراجعة «{title}»، وهي تنتظر قرارًا.",
    },
    "review.changes_requested": {
        "en": "{actor} asks for changes to “{title}”: {reason}",
        "ar": "يطلب {actor} تعديلات على «{title}»: {reason}",
    },
    "review.approved": {
        "en": "{actor} approved “{title}”.",
        "ar": "وافق {actor} على «{title}».",
    },
    "review.published": {
        "en": "{actor} published “{title}”.",
        "ar": "نشر {actor} المراجعة «{title}».",
    },
    "review.corrected": {
        "en": "{actor} published a correction of “{title}”.",
        "ar": "نشر {actor} تصحيحًا للمراجعة «{title}».",
    },
    "review.correction_asked": {
        "en": "{actor} asks for a correction of “{title}”: {reason}",
        "ar": "يطلب {actor} تصحيح «{title}»: {reason}",
    },
    "review.correction_dropped": {
        "en": "{actor} dropped the correction of “{title}”; what was published stays: {reason}",
        "ar": "ألغى {actor} تصحيح «{title}»، ويبقى ما نُشر كما هو: {reason}",
    },
    "review.rejected": {
        "en": "{actor} rejected “{title}”: {reason}",
        "ar": "رفض {actor} المراجعة «{title}»: {reason}",
    },
    "review.withdrawn": {
        "en": "{actor} withdrew “{title}”: {reason}",
        "ar": "سحب {actor} المراجعة «{title}»: {reason}",
    },
    "review.reopened": {
        "en": "{actor} reopened “{title}”: {reason}",
        "ar": "أعاد {actor} فتح المراجعة «{title}»: {reason}",
    },
    "review.needs_recheck": {
        "en": "Something fell under “{title}”; the published review has to be looked at again.",
        "ar": "سقط شيء مما تستند إليه «{title}»، ويجب النظر مجددًا في المراجعة المنشورة.",
    },
    "assignment.assigned": {
        "en": "You have a task: {task} “{claim}”. Due: {due}.",
        "ar": "لديك مهمة: {task} «{claim}». الموعد: {due}.",
    },
    "assignment.released": {
        "en": "{actor} gave a task back: {task} “{claim}”. Due: {due}.",
        "ar": "أعاد {actor} مهمة: {task} «{claim}». الموعد: {due}.",
    },
    "assignment.rescheduled": {
        "en": "{actor} moved the due time of your task: {task} “{claim}”. Due: {due}.",
        "ar": "غيّر {actor} موعد مهمتك: {task} «{claim}». الموعد: {due}.",
    },
    "assignment.ended": {
        "en": "Your task has ended: {task} “{claim}”.",
        "ar": "انتهت مهمتك: {task} «{claim}».",
    },
    "assignment.due_soon": {
        "en": "Your task is due soon: {task} “{claim}”. Due: {due}.",
        "ar": "اقترب موعد مهمتك: {task} «{claim}». الموعد: {due}.",
    },
    "assignment.due": {
        "en": "Your task is due: {task} “{claim}”. Due: {due}.",
        "ar": "حان موعد مهمتك: {task} «{claim}». الموعد: {due}.",
    },
    "assignment.overdue": {
        "en": "A task is overdue: {task} “{claim}”, {assignee}. Due: {due}.",
        "ar": "تأخرت مهمة: {task} «{claim}»، {assignee}. الموعد: {due}.",
    },
    "evidence.links_broken": {
        "en": "Links in the evidence that do not answer any more: {count}.",
        "ar": "روابط في الأدلة لم تعد تستجيب: {count}.",
    },
    "webhook.disabled": {
        "en": "The webhook to {host} is switched off: {reason}",
        "ar": "أُوقف خطاف الويب إلى {host}: {reason}",
    },
}
_OTHER: dict[Language, str] = {"en": "Something happened: {kind}.", "ar": "حدث شيء: {kind}."}
_TASKS: dict[Language, dict[str, str]] = {
    "en": {"write": "write a review of", "decide": "decide on", "recheck": "look again at"},
    "ar": {"write": "كتابة مراجعة لـ", "decide": "البت في", "recheck": "إعادة النظر في"},
}
_NOBODY: dict[Language, str] = {"en": "the system", "ar": "النظام"}
_ABSENT: dict[Language, dict[str, str]] = {
    "en": {"due": "open", "assignee": "nobody has it"},
    "ar": {"due": "مفتوح", "assignee": "لم يأخذها أحد"},
}
_CLOSING: dict[Language, str] = {
    "en": "You are told because you work in this newsroom; its admins can turn such mails off.",
    "ar": "تصلك هذه الرسالة لأنك تعمل في غرفة الأخبار هذه، ويمكن لمديريها إيقاف هذه الرسائل.",
}


def spoken(tag: str) -> Language:
    """Return the language in which a reader of that BCP 47 tag is told."""
    return "ar" if tag.lower().split("-")[0] == "ar" else "en"


def text(kind: str, data: Data, tag: str) -> str:
    """Return the sentence of a notification; an unknown kind has one too."""
    language = spoken(tag)
    sentence = TEXTS.get(kind, _OTHER)[language]
    return sentence.format_map(_Words(language, {"kind": kind, **data})).strip()


def subject(kind: str, data: Data, tag: str, *, newsroom: str) -> str:
    """Return the sentence as one line for a mail's subject."""
    return _shortened(f"[{_cut(newsroom, 50)}] {text(kind, data, tag)}", _LONGEST_SUBJECT)


def letter(kind: str, data: Data, tag: str, *, base: str) -> str:
    """Return the text of a mail; `base` is the address that the data's link is added to."""
    said, link = text(kind, data, tag), str(data.get("link") or "")
    parts = [said, *([f"{base}{link}"] if link else []), _CLOSING[spoken(tag)]]
    return "\n\n".join(parts) + "\n"


class _Words(dict[str, str]):
    """What stands in the places of a sentence, each isolated from the words around it."""

    def __init__(self, language: Language, data: Data) -> None:
        super().__init__()
        self.language, self.data = language, data

    def __missing__(self, name: str) -> str:
        value = self.data.get(name)
        known = _TASKS[self.language].get(str(value)) if name == "task" else None
        if known or value in (None, ""):
            return known or self._absent(name)
        return f"{_ISOLATE}{_cut(str(value), _LONGEST)}{_END}"

    def _absent(self, name: str) -> str:
        absent = _ABSENT[self.language] | {"actor": _NOBODY[self.language]}
        return absent.get(name, "")


def _cut(said: str, longest: int) -> str:
    """Return one line that opens no direction of its own, and no longer than that."""
    plain = "".join(" " if category(c) in _BREAKS else c for c in said.translate(_BIDI))
    return _shortened(" ".join(plain.split()), longest)


def _shortened(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
