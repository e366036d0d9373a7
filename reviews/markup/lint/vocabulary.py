"""The part of schema.org that ClaimReview publication uses: types, properties and their ranges.

Written for this linter and compared with the published vocabulary by a test. Of a type that is
not here nothing is known, and nothing is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

TEXT, URL, NUMBER, INTEGER, BOOLEAN = "Text", "URL", "Number", "Integer", "Boolean"
DATE, DATE_TIME = "Date", "DateTime"
LITERALS = frozenset({TEXT, URL, NUMBER, INTEGER, BOOLEAN, DATE, DATE_TIME, "Time"})


@dataclass(frozen=True, slots=True)
class Type:
    """A type: what it is a kind of, and the names of the properties that are its own."""

    kind_of: str
    properties: frozenset[str]


def _type(kind_of: str, properties: str) -> Type:
    return Type(kind_of, frozenset(properties.split()))


TYPES = {
    "Thing": _type(
        "",
        "additionalType alternateName description disambiguatingDescription identifier image"
        " mainEntityOfPage name owner potentialAction sameAs subjectOf url",
    ),
    "CreativeWork": _type(
        "Thing",
        "about abstract accessMode accessModeSufficient accessibilityAPI accessibilityControl"
        " accessibilityFeature accessibilityHazard accessibilitySummary accountablePerson"
        " acquireLicensePage aggregateRating alternativeHeadline archivedAt assesses"
        " associatedMedia audience audio author award awards character citation comment"
        " commentCount conditionsOfAccess contentLocation contentRating contentReferenceTime"
        " contributor copyrightHolder copyrightNotice copyrightYear correction countryOfOrigin"
        " creativeWorkStatus creator creditText dateCreated dateModified datePublished"
        " digitalSourceType discussionUrl displayLocation editEIDR editor educationalAlignment"
        " educationalLevel educationalUse encoding encodingFormat encodings exampleOfWork expires"
        " fileFormat funder funding genre hasPart headline inLanguage interactionStatistic"
        " interactivityType interpretedAsClaim isAccessibleForFree isBasedOn isBasedOnUrl"
        " isFamilyFriendly isPartOf keywords learningResourceType license locationCreated"
        " mainEntity maintainer material materialExtent mentions offers pattern position producer"
        " provider publication publisher publisherImprint publishingPrinciples recordedAt"
        " releasedEvent review reviews schemaVersion sdDatePublished sdLicense sdPublisher size"
        " sourceOrganization spatial spatialCoverage sponsor teaches temporal temporalCoverage"
        " text thumbnail thumbnailUrl timeRequired translationOfWork translator typicalAgeRange"
        " usageInfo version video wordCount workExample workTranslation",
    ),
    "Review": _type(
        "CreativeWork",
        "associatedClaimReview associatedMediaReview associatedReview itemReviewed negativeNotes"
        " positiveNotes reviewAspect reviewBody reviewRating",
    ),
    "ClaimReview": _type("Review", "claimReviewed"),
    "MediaReview": _type(
        "Review",
        "mediaAuthenticityCategory originalMediaContextDescription originalMediaLink",
    ),
    "MediaReviewItem": _type("CreativeWork", "mediaItemAppearance"),
    "Claim": _type("CreativeWork", "appearance claimInterpreter firstAppearance"),
    "Quotation": _type("CreativeWork", "spokenByCharacter"),
    "Rating": _type(
        "Thing", "author bestRating ratingExplanation ratingValue reviewAspect worstRating"
    ),
    "Organization": _type(
        "Thing",
        "acceptedPaymentMethod actionableFeedbackPolicy address agentInteractionStatistic"
        " aggregateRating alumni areaServed award awards brand companyRegistration contactPoint"
        " contactPoints correctionsPolicy department dissolutionDate diversityPolicy"
        " diversityStaffingReport duns email employee employees ethicsPolicy event events"
        " faxNumber founder founders foundingDate foundingLocation funder funding"
        " globalLocationNumber hasCertification hasCredential hasGS1DigitalLink hasMemberProgram"
        " hasMerchantReturnPolicy hasOfferCatalog hasPOS hasProductReturnPolicy"
        " hasShippingService interactionStatistic isicV4 iso6523Code keywords knowsAbout"
        " knowsLanguage legalAddress legalName legalRepresentative leiCode location logo"
        " makesOffer member memberOf members naics nonprofitStatus numberOfEmployees"
        " ownershipFundingInfo owns parentOrganization publishingPrinciples review reviews seeks"
        " serviceArea skills slogan sponsor subOrganization taxID telephone"
        " unnamedSourcesPolicy vatID",
    ),
    "NewsMediaOrganization": _type(
        "Organization",
        "actionableFeedbackPolicy correctionsPolicy diversityPolicy diversityStaffingReport"
        " ethicsPolicy masthead missionCoveragePrioritiesPolicy noBylinesPolicy"
        " ownershipFundingInfo unnamedSourcesPolicy verificationFactCheckingPolicy",
    ),
    "Person": _type(
        "Thing",
        "additionalName address affiliation agentInteractionStatistic alumniOf award awards"
        " birthDate birthPlace brand callSign children colleague colleagues contactPoint"
        " contactPoints deathDate deathPlace duns email familyName faxNumber follows funder"
        " funding gender givenName globalLocationNumber hasCertification hasCredential"
        " hasOccupation hasOfferCatalog hasPOS height homeLocation honorificPrefix"
        " honorificSuffix interactionStatistic isicV4 jobTitle knows knowsAbout knowsLanguage"
        " lifeEvent makesOffer memberOf naics nationality netWorth owns parent parents"
        " performerIn pronouns publishingPrinciples relatedTo seeks sibling siblings skills"
        " sponsor spouse taxID telephone vatID weight workLocation worksFor",
    ),
    "Article": _type(
        "CreativeWork",
        "articleBody articleSection backstory pageEnd pageStart pagination speakable wordCount",
    ),
    "NewsArticle": _type("Article", "dateline printColumn printEdition printPage printSection"),
    "Report": _type("Article", "reportNumber"),
    "SocialMediaPosting": _type("Article", "sharedContent"),
    "BlogPosting": _type("SocialMediaPosting", ""),
    "WebPage": _type(
        "CreativeWork",
        "breadcrumb lastReviewed mainContentOfPage primaryImageOfPage relatedLink reviewedBy"
        " significantLink significantLinks speakable specialty",
    ),
    "WebSite": _type("CreativeWork", "issn"),
    "MediaObject": _type(
        "CreativeWork",
        "associatedArticle bitrate contentSize contentUrl duration embedUrl encodesCreativeWork"
        " encodingFormat endTime height ineligibleRegion interpretedAsClaim playerType"
        " productionCompany regionsAllowed requiresSubscription sha256 startTime uploadDate width",
    ),
    "ImageObject": _type(
        "MediaObject", "caption embeddedTextCaption exifData representativeOfPage"
    ),
    "VideoObject": _type(
        "MediaObject",
        "actor actors caption director directors embeddedTextCaption musicBy transcript"
        " videoFrameSize videoQuality",
    ),
    "AudioObject": _type("MediaObject", "caption embeddedTextCaption transcript"),
    "Comment": _type("CreativeWork", "downvoteCount parentItem sharedContent upvoteCount"),
    "CorrectionComment": _type("Comment", ""),
    "Dataset": _type(
        "CreativeWork",
        "catalog datasetTimeInterval distribution includedDataCatalog includedInDataCatalog issn"
        " measurementMethod measurementTechnique variableMeasured variablesMeasured",
    ),
    "DataFeed": _type("Dataset", "dataFeedElement"),
    "DataFeedItem": _type("Thing", "dateCreated dateDeleted dateModified item"),
}

_WORK, _PARTY = ("CreativeWork",), ("Organization", "Person")
_MOMENT = (DATE, DATE_TIME)
_REVIEW = ("Review",)

# What the properties take that a ClaimReview and what hangs on it are made of.
RANGES: dict[str, tuple[str, ...]] = {
    "name": (TEXT,),
    "alternateName": (TEXT,),
    "url": (URL,),
    "sameAs": (URL,),
    "headline": (TEXT,),
    "creditText": (TEXT,),
    "claimReviewed": (TEXT,),
    "reviewBody": (TEXT,),
    "reviewRating": ("Rating",),
    "reviewAspect": ("StructuredValue", TEXT),
    "itemReviewed": ("Thing",),
    "associatedClaimReview": _REVIEW,
    "associatedMediaReview": _REVIEW,
    "associatedReview": _REVIEW,
    "mediaAuthenticityCategory": ("MediaManipulationRatingEnumeration",),
    "originalMediaContextDescription": (TEXT,),
    "originalMediaLink": ("MediaObject", "WebPage", URL),
    "mediaItemAppearance": ("MediaObject",),
    "interpretedAsClaim": ("Claim",),
    "claimInterpreter": _PARTY,
    "appearance": _WORK,
    "firstAppearance": _WORK,
    "spokenByCharacter": _PARTY,
    "bestRating": (NUMBER, TEXT),
    "worstRating": (NUMBER, TEXT),
    "ratingValue": (NUMBER, TEXT),
    "ratingExplanation": (TEXT,),
    "author": _PARTY,
    "creator": _PARTY,
    "editor": ("Person",),
    "publisher": _PARTY,
    "sdPublisher": _PARTY,
    "sdDatePublished": (DATE,),
    "dateCreated": _MOMENT,
    "dateModified": _MOMENT,
    "datePublished": _MOMENT,
    "dateDeleted": _MOMENT,
    "inLanguage": ("Language", TEXT),
    "isBasedOn": ("CreativeWork", "Product", URL),
    "archivedAt": (URL, "WebPage"),
    "citation": ("CreativeWork", TEXT),
    "correction": ("CorrectionComment", TEXT, URL),
    "text": (TEXT,),
    "logo": ("ImageObject", URL),
    "image": ("ImageObject", URL),
    "contentUrl": (URL,),
    "embedUrl": (URL,),
    "thumbnailUrl": (URL,),
    "isAccessibleForFree": (BOOLEAN,),
    "publishingPrinciples": ("CreativeWork", URL),
    "correctionsPolicy": ("CreativeWork", URL),
    "verificationFactCheckingPolicy": ("CreativeWork", URL),
    "unnamedSourcesPolicy": ("CreativeWork", URL),
    "dataFeedElement": ("DataFeedItem", TEXT, "Thing"),
    "item": ("Thing",),
    "parentOrganization": ("Organization",),
    "worksFor": ("Organization",),
    "affiliation": ("Organization",),
    "jobTitle": ("DefinedTerm", TEXT),
}


def kinds(name: str) -> Iterator[str]:
    """Yield a type and all that it is a kind of; of an unknown one its name alone."""
    while name:
        yield name
        name = TYPES[name].kind_of if name in TYPES else ""


def knows(types: tuple[str, ...]) -> bool:
    """Say whether every type is in the table, so that what they have is known whole."""
    return bool(types) and all(name in TYPES for name in types)


def properties_of(types: tuple[str, ...]) -> frozenset[str]:
    """Return the names of all properties that things of these types have."""
    own = (TYPES[kind].properties for name in types for kind in kinds(name) if kind in TYPES)
    return frozenset().union(*own)


def fits(types: tuple[str, ...], allowed: tuple[str, ...]) -> bool:
    """Say whether a thing of these types is one of those allowed; an unknown type may be."""
    if "Thing" in allowed or not knows(types):
        return True
    return any(kind in allowed for name in types for kind in kinds(name))
