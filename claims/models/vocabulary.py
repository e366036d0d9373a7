"""The field's closed vocabularies, as stored, sent and documented."""

from django.db import models


class SourceKind(models.TextChoices):
    """What a source is (PROV-O Agent; schema.org Person / Organization)."""

    PERSON = "person"
    ORGANIZATION = "organization"
    NEWS_OUTLET = "news_outlet"
    GOVERNMENT_BODY = "government_body"
    GROUP = "group"
    DOCUMENT = "document"
    SOCIAL_ACCOUNT = "social_account"
    UNNAMED = "unnamed"


class Anonymity(models.TextChoices):
    """Whether a reader learns who it is: by name, by role or number, or not at all."""

    NAMED = "named"
    DESCRIBED = "described"
    ANONYMOUS = "anonymous"


class NameType(models.TextChoices):
    """alias: another name in use; translation: in another language; gloss: never a name."""

    ALIAS = "alias"
    TRANSLATION = "translation"
    GLOSS = "gloss"


class IdentityState(models.TextChoices):
    """Whether two sources are one: nobody has decided, they are, they are not."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class AffiliationType(models.TextChoices):
    """How a source belongs to a body."""

    MEMBER_OF = "member_of"
    PART_OF = "part_of"
    SPOKESPERSON_OF = "spokesperson_of"


class Voice(models.TextChoices):
    """Whether the sentence itself is the outlet's or is attributed to somebody."""

    OUTLET = "outlet"
    ATTRIBUTED = "attributed"


class Zone(models.TextChoices):
    """The part of the document in which a claim is made."""

    TITLE = "title"
    BODY = "body"


class Modality(models.TextChoices):
    """Certainty, from the weakest to the strongest; `denied` and `predicted` stand apart."""

    UNVERIFIED = "unverified"
    POSSIBLE = "possible"
    LIKELY = "likely"
    NEARLY_CERTAIN = "nearly_certain"
    ASSERTED = "asserted"
    DENIED = "denied"
    PREDICTED = "predicted"


class Polarity(models.TextChoices):
    """Whether the clause of the claim is negated."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class ContentType(models.TextChoices):
    """What kind of statement it is."""

    FACTUAL = "factual"
    EVALUATION = "evaluation"
    DIRECTIVE = "directive"
    COMMITMENT = "commitment"


class CitationRole(models.TextChoices):
    """relay: has it from the next level; origin: the last known source."""

    RELAY = "relay"
    ORIGIN = "origin"


class CitationMode(models.TextChoices):
    """How a hop passes the words on."""

    DIRECT_QUOTE = "direct_quote"
    INDIRECT = "indirect"
    REPORT_OF_REPORT = "report_of_report"
    STATEMENT = "statement"
    SOCIAL_POST = "social_post"


class Anaphora(models.TextChoices):
    """How a hop points at its mention where it does not repeat the words."""

    NONE = ""
    PRONOUN = "pronoun"
    PRO_DROP = "pro_drop"
    AGENTLESS_PASSIVE = "agentless_passive"


class CueScope(models.TextChoices):
    """Where the cue of a hop stands, seen from the claim."""

    LOCAL = "local"
    PARAGRAPH = "paragraph"
    DOCUMENT = "document"


class Quoted(models.TextChoices):
    """Whether quotation marks stand round the content."""

    NO = ""
    FULL = "full"
    PARTIAL = "partial"


class DateBasis(models.TextChoices):
    """Whether the text prints the day of saying or it was worked out from it."""

    NONE = ""
    EXPLICIT = "explicit"
    RESOLVED = "resolved"


class ClaimStatus(models.TextChoices):
    """Where a claim stands on the desk."""

    NEW = "new"
    OUTSIDE = "outside"
    QUEUED = "queued"
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    NOT_CHECKABLE = "not_checkable"
    MERGED = "merged"


class RelationType(models.TextChoices):
    """How one claim stands to another; same_claim compares two tellings of one claim."""

    CONTRADICTS = "contradicts"
    SUPPORTS = "supports"
    STRONGER_THAN = "stronger_than"
    WEAKER_THAN = "weaker_than"
    SAME_CLAIM = "same_claim"


class Strength(models.TextChoices):
    """Whether a relation holds for the whole claim or for a part of it."""

    FULL = "full"
    PARTIAL = "partial"


class ImportState(models.TextChoices):
    """Where an import stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportKind(models.TextChoices):
    """What the file of an import holds: claims in our own format, or reviews in any."""

    CLAIMS = "claims"
    REVIEWS = "reviews"


class Outcome(models.TextChoices):
    """What became of one record of an import."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"

    @classmethod
    def of(cls, kind: str) -> "tuple[Outcome, ...]":
        """Return those that a record of such an import can have: a claim's is never changed."""
        never = (cls.UPDATED, cls.DUPLICATE) if kind == ImportKind.CLAIMS else ()
        return tuple(outcome for outcome in cls if outcome not in never)
