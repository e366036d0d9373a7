"""What the API shows of claims and their provenance, and what it takes; nothing here writes."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims import models
from claims.api.priorities import PrioritySerializer
from claims.api.provenance import ProvenanceSummary
from claims.grounds import RULES, in_words
from claims.interchange.records import Anchor, CitationRecord, Name
from claims.interchange.topics import TOPIC_CHARACTERS, TOPICS_AT_MOST
from claims.models.vocabulary import IdentityState
from claims.provenance.words import LANGUAGES
from factcheck.core.fields import (
    Choice,
    Flag,
    Id,
    LanguageTag,
    Reference,
    StrictModelSerializer,
    StrictSerializer,
    Text,
    TextsByLanguage,
    Whole,
)

STAMPS = ["created_at", "updated_at"]
TEXT_CHARACTERS = 10_000_000


class SourceSummary(StrictModelSerializer):
    """A source as it is named beside what it is cited for."""

    label = serializers.CharField(  # type: ignore[assignment]
        read_only=True, help_text="The name, or the words that stand for it."
    )
    vouched_by = Id(read_only=True, allow_null=True)

    class Meta:
        model = models.Source
        fields = [
            *("id", "label", "kind", "anonymity", "name", "descriptor", "descriptor_literal"),
            *("language", "count", "vouched_by", "canonical"),
        ]
        read_only_fields = fields


class SourceNameSerializer(StrictModelSerializer):
    """A further name; a gloss describes and is never shown as a name."""

    record = Name
    language = LanguageTag()

    class Meta:
        model = models.SourceName
        fields = ["type", "language", "text"]


class AffiliationSerializer(StrictModelSerializer):
    """That the source belongs to a body."""

    body = Id(read_only=True)

    class Meta:
        model = models.SourceAffiliation
        fields = ["body", "type", "note"]
        read_only_fields = fields


class IdentitySerializer(serializers.Serializer[Any]):
    """That another source is the same one, or may be."""

    source = serializers.UUIDField(  # type: ignore[assignment]
        read_only=True, help_text="The other one."
    )
    state = serializers.ChoiceField(IdentityState.choices, read_only=True)
    reason = serializers.CharField(read_only=True)


class SourceIdentitySerializer(StrictModelSerializer):
    """That two sources are one, or may be; the smaller id is `a`."""

    a = Reference(SourceSummary)
    b = Reference(SourceSummary)
    rule = serializers.ChoiceField(
        list(RULES.items()),
        allow_blank=True,
        read_only=True,
        help_text="What suggested it; empty where a person did.",
    )
    details = serializers.DictField(
        child=serializers.CharField(),
        read_only=True,
        help_text="What the rule found: words of the texts; `relay` and `body` are sources, "
        "`claim` is a claim.",
    )
    words = serializers.SerializerMethodField(
        help_text="Why it was suggested, in a sentence; what a person gave as reason, as it is."
    )

    class Meta:
        model = models.SourceIdentity
        fields = [
            *("id", "a", "b", "state", "reason", "rule", "details", "words"),
            *("decided_at", "created_at"),
        ]
        read_only_fields = ["id", "state", "decided_at", "created_at"]

    @extend_schema_field(
        {
            "type": "object",
            "required": list(LANGUAGES),
            "properties": {language: {"type": "string"} for language in LANGUAGES},
        }
    )
    def get_words(self, identity: models.SourceIdentity) -> dict[str, str]:
        """Return the sentence per language."""
        return {language: in_words(identity, language) for language in LANGUAGES}


class SourceSerializer(StrictModelSerializer):
    """Anyone or anything that can be cited."""

    label = serializers.CharField(  # type: ignore[assignment]
        read_only=True, help_text="The name, or the words that stand for it."
    )
    language = LanguageTag(required=False, allow_blank=True)
    names = SourceNameSerializer(many=True, required=False)
    vouched_by = Id(required=False, allow_null=True)
    same_as = serializers.ListField(child=Text(max_length=2000), required=False)
    affiliations = AffiliationSerializer(many=True, read_only=True)
    identities = serializers.SerializerMethodField()

    class Meta:
        model = models.Source
        fields = [
            *("id", "label", "kind", "anonymity", "name", "language", "names", "descriptor"),
            *("descriptor_literal", "count", "vouched_by", "same_as", "canonical", "note"),
            *("affiliations", "identities", *STAMPS),
        ]
        read_only_fields = ["id", *STAMPS]
        extra_kwargs = {"count": {"min_value": 1, "max_value": 32767}}

    @extend_schema_field(IdentitySerializer(many=True))
    def get_identities(self, source: models.Source) -> Any:
        """Return the other side of each identity."""
        pairs = [(pair.b_id, pair) for pair in source.identities_as_a.all()]
        pairs += [(pair.a_id, pair) for pair in source.identities_as_b.all()]
        return [
            {"source": str(other), "state": pair.state, "reason": pair.reason}
            for other, pair in sorted(pairs, key=lambda found: found[1].pk)
        ]


class ClaimTexts(TextsByLanguage):
    """The texts of a claim."""

    def get_attribute(self, instance: models.Claim) -> dict[str, str]:
        """Return the rows by language."""
        return {text.language: text.text for text in instance.texts.all()}


class ClaimSummary(StrictModelSerializer):
    """A claim as it is named beside what is said of it."""

    texts = ClaimTexts(read_only=True)

    class Meta:
        model = models.Claim
        fields = ["id", "language", "texts"]
        read_only_fields = fields


class DocumentSummary(StrictModelSerializer):
    """A document as it is named beside what appears in it."""

    publisher = SourceSummary(read_only=True, allow_null=True)

    class Meta:
        model = models.Document
        fields = ["id", "title", "url", "language", "published_at", "version", "publisher"]
        read_only_fields = fields


class DocumentListSerializer(StrictModelSerializer):
    """A document without its text."""

    publisher = Reference(SourceSummary, required=False, allow_null=True)
    language = LanguageTag()
    supersedes = Id(read_only=True, allow_null=True)

    class Meta:
        model = models.Document
        fields = [
            *("id", "publisher", "url", "title", "language", "published_at"),
            *("published_at_inferred", "sha256", "version", "supersedes", "note", *STAMPS),
        ]
        read_only_fields = ["id", "sha256", "version", *STAMPS]


class DocumentSerializer(DocumentListSerializer):
    """An article, post, broadcast or report that is held, with its text."""

    text = Text(max_length=TEXT_CHARACTERS, help_text="The whole text, kept as it came.")

    class Meta(DocumentListSerializer.Meta):
        fields = [*DocumentListSerializer.Meta.fields, "text"]


class AnchorSerializer(StrictModelSerializer):
    """A place in the document's text: code points from 0, end exclusive."""

    record = Anchor
    start = Whole(min_value=0, max_value=TEXT_CHARACTERS)
    end = Whole(min_value=1, max_value=TEXT_CHARACTERS)

    class Meta:
        model = models.Anchor
        fields = ["start", "end", "exact", "prefix", "suffix"]
        read_only_fields = ["prefix", "suffix"]


class CitationSerializer(StrictModelSerializer):
    """One hop of a chain; hops with one level are joint sources, the last level is the origin."""

    record = CitationRecord
    level = Whole(min_value=0, max_value=10_000, help_text="0 is nearest the document.")
    source = Reference(SourceSummary)  # type: ignore[assignment]
    cue = AnchorSerializer(required=False, allow_null=True)
    mention = AnchorSerializer(required=False, allow_null=True)
    said_when = AnchorSerializer(required=False, allow_null=True)
    channel = AnchorSerializer(required=False, allow_null=True)
    cited_document = Id(required=False, allow_null=True)

    class Meta:
        model = models.Citation
        fields = [
            *("level", "source", "role", "mode", "cue", "mention", "anaphora", "scope", "quoted"),
            *("on_condition_of_anonymity", "said_on", "said_on_basis", "said_when", "channel"),
            *("cited_document", "note"),
        ]


class TellingSerializer(StrictModelSerializer):
    """An appearance within its claim: where, in which words, and from whom."""

    document = Reference(DocumentSummary)
    anchor = AnchorSerializer()
    modality_cue = AnchorSerializer(required=False, allow_null=True)
    checkworthy = Flag(required=False, allow_null=True)
    about = serializers.ListField(child=Text(max_length=300), required=False)
    gloss = TextsByLanguage(required=False, help_text="What these words say, per language tag.")
    chain = CitationSerializer(
        source="citations",
        many=True,
        required=False,
        help_text="From nearest the document to the origin; empty: the publisher says it.",
    )

    class Meta:
        model = models.Appearance
        fields = [
            *("id", "document", "anchor", "voice", "zone", "modality", "modality_cue", "polarity"),
            *("content_type", "checkworthy", "checkworthy_reason", "about", "gloss", "note"),
            *("chain", *STAMPS),
        ]
        read_only_fields = ["id", *STAMPS]

    def to_internal_value(self, data: Any) -> Any:
        """Name the chain as the records do."""
        values = super().to_internal_value(data)
        if "citations" in values:
            values["chain"] = values.pop("citations")
        return values


class AppearanceSerializer(TellingSerializer):
    """One place in one document where a claim is made, with the chain behind it."""

    claim = Id()

    class Meta(TellingSerializer.Meta):
        fields = ["id", "claim", *TellingSerializer.Meta.fields[1:]]


class SideField(Id):
    """A side of a relation: a claim, or an appearance of one."""

    def get_attribute(self, instance: models.ClaimRelation) -> UUID | None:
        """Return whichever of the two it is."""
        of_claim: UUID | None = getattr(instance, f"{self.field_name}_claim_id")
        return of_claim or getattr(instance, f"{self.field_name}_appearance_id")


class SideClaimField(Id):
    """The claim on a side of a relation."""

    def get_attribute(self, instance: models.ClaimRelation) -> UUID | None:
        """Return the claim itself, or the one that the appearance makes."""
        appearance = getattr(instance, f"{self.field_name}".replace("_claim", "_appearance"))
        found: UUID | None = getattr(instance, f"{self.field_name}_id")
        return appearance.claim_id if appearance else found


class RelationSerializer(StrictModelSerializer):
    """How one claim, or one telling of it, stands to another."""

    to = SideField(help_text="As `from`, and of the same kind.")
    dimensions = serializers.ListField(child=Text(max_length=100), required=False)
    from_claim = SideClaimField(
        read_only=True, help_text="The claim that `from` is, or is a telling of."
    )
    to_claim = SideClaimField(read_only=True, help_text="The claim that `to` is, or is of.")

    class Meta:
        model = models.ClaimRelation
        fields = [
            *("id", "type", "to", "strength", "dimensions", "note"),
            *("from_claim", "to_claim", "created_at"),
        ]
        read_only_fields = ["id", "created_at"]

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which is no name that Python lets a class attribute have."""
        side = SideField(help_text="A claim or an appearance.")
        found = super().get_fields()
        return {"id": found.pop("id"), "type": found.pop("type"), "from": side} | found


class ClaimListSerializer(StrictModelSerializer):
    """A proposition that can be reviewed, and how often it is made."""

    language = LanguageTag(help_text="The language in which it is reviewed; one of `texts`.")
    texts = ClaimTexts(allow_empty=False, help_text="What it says, per language tag.")
    appearances_count = serializers.IntegerField(read_only=True)
    documents_count = serializers.IntegerField(read_only=True)
    topics = serializers.ListField(
        child=Text(max_length=TOPIC_CHARACTERS),
        max_length=TOPICS_AT_MOST,
        required=False,
        help_text="What it is about, for sharing out work; case and blanks make no difference.",
    )
    merged_into = Id(
        read_only=True, allow_null=True, help_text="The claim that it was found to be."
    )
    requests_count = serializers.IntegerField(
        read_only=True, help_text="How many people ask for a check."
    )
    has_outside_reviews = serializers.BooleanField(
        read_only=True, help_text="Whether an outside newsroom has reviewed it."
    )
    priority = serializers.SerializerMethodField(
        help_text="How urgent it is, in whole points; it loses one by the day."
    )
    provenance = serializers.SerializerMethodField(
        help_text="Figures of who has it from whom; null until something was said of it."
    )

    class Meta:
        model = models.Claim
        fields = [
            *("id", "language", "texts", "topics", "status", "status_reason", "merged_into"),
            *("note", "appearances_count", "documents_count", "requests_count", "priority"),
            *("has_outside_reviews", "provenance", *STAMPS),
        ]
        read_only_fields = ["id", "status", "status_reason", *STAMPS]

    @extend_schema_field(PrioritySerializer)
    def get_priority(self, claim: models.Claim) -> Any:
        """Return it as it is now."""
        return PrioritySerializer(claim.priority).data

    @extend_schema_field(ProvenanceSummary(allow_null=True))
    def get_provenance(self, claim: models.Claim) -> Any:
        """Return the figures as last computed."""
        row = getattr(claim, "provenance", None)
        return None if row is None else ProvenanceSummary(row).data


class ClaimSerializer(ClaimListSerializer):
    """A claim with everything that is known of who made it and who has it from whom."""

    appearances = TellingSerializer(many=True, read_only=True)
    relations = RelationSerializer(many=True, read_only=True)

    class Meta(ClaimListSerializer.Meta):
        fields = [*ClaimListSerializer.Meta.fields, "appearances", "relations"]


class ImportListSerializer(StrictModelSerializer):
    """An import and how far it is."""

    done = serializers.IntegerField(read_only=True, help_text="Records done, of `total`.")

    class Meta:
        model = models.ImportJob
        fields = [
            *("id", "name", "dry_run", "state", "total", "done", "problem"),
            *("requested_at", "finished_at"),
        ]
        read_only_fields = fields


class PlacedFlawSerializer(serializers.Serializer[Any]):
    """What is wrong, or worth a look, in one place of the file."""

    path = serializers.CharField(help_text="JSON path (RFC 9535).")
    reason = serializers.CharField()
    remedy = serializers.CharField()


class ImportRecordSerializer(serializers.ModelSerializer[models.ImportRecord]):
    """What became of one record of the file."""

    flaws = PlacedFlawSerializer(many=True, read_only=True)
    warnings = PlacedFlawSerializer(many=True, read_only=True)

    class Meta:
        model = models.ImportRecord
        fields = ["pointer", "given_id", "outcome", "flaws", "warnings"]
        read_only_fields = fields


class ImportSerializer(ImportListSerializer):
    """An import with what became of every record so far."""

    records = ImportRecordSerializer(many=True, read_only=True)

    class Meta(ImportListSerializer.Meta):
        fields = [*ImportListSerializer.Meta.fields, "records"]
        read_only_fields = fields


class ImportRequestSerializer(StrictSerializer):
    """How a file is to be imported."""

    name = Text(max_length=200, required=False, default="")
    dry_run = Choice(["true", "false"], required=False, default="false")
