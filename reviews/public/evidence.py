"""What a finding rests on, as the page shows it."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.markup.dossier import Dossier, Evidence, File
from reviews.markup.links import web_url
from reviews.public.chains import DocumentNode, document_node
from reviews.public.texts import Text, moment, paragraphs, text
from reviews.public.wording import Wording

_UNITS = ("B", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class EvidenceNode:
    """One thing; `heading` is what names it best, empty where nothing does.

    `document` is what it is or quotes; `own_title` is that document's title where the heading is
    another. `facts` are of a file.
    """

    kind: str
    stance: str
    stance_label: str
    heading: SafeString | str
    link: str
    document: DocumentNode | None
    own_title: Text | None
    quotation: Text | None
    paragraphs: list[str]
    archived: SafeString | str
    facts: list[str]
    sha256: str


def evidence(dossier: Dossier, words: Wording) -> list[EvidenceNode]:
    """Return what the finding rests on, in the newsroom's order."""
    return [_evidence(each, words) for each in dossier.evidence]


def _evidence(item: Evidence, words: Wording) -> EvidenceNode:
    document = document_node(item.document, words) if item.document else None
    archived = moment(item.archived_at, words).html if item.archived_at else ""
    return EvidenceNode(
        kind=words.evidence_kinds[item.kind],
        stance=item.stance,
        stance_label=words.stances[item.stance],
        heading=_heading(item, document),
        link=web_url(item.url) or (document.link if document else ""),
        document=document,
        own_title=document.title if document and item.title else None,
        quotation=text(item.quotation, item.document.language) if item.document else None,
        paragraphs=paragraphs(item.note),
        archived=format_html(words.archived, day=archived) if archived else "",
        facts=_facts(item.file, item.title) if item.file else [],
        sha256=item.file.sha256 if item.file else "",
    )


def _heading(item: Evidence, document: DocumentNode | None) -> SafeString | str:
    if item.title:
        return format_html("<bdi>{}</bdi>", item.title)
    if document:
        return document.title.html if document.title else ""
    name = item.url or (item.file.name if item.file else "")
    return format_html('<bdi dir="ltr">{}</bdi>', name) if name else ""


def _facts(file: File, title: str) -> list[str]:
    """Return what is known of a file; without a title, its name is the heading."""
    named = [file.name if title else "", file.content_type, _size(file.size)]
    return [fact for fact in named if fact]


def _size(size: int) -> str:
    """Return a size in decimal units, such as 482 kB."""
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}"
