"""The English words of reports."""

from claims.provenance.lexicon.base import (
    Amount,
    Force,
    Lexicon,
    exactly,
    listed,
    numbered,
    persons,
    phrases,
)
from claims.provenance.naming import forms

_UNITS = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_SCALES = [(12, "dozen dozens"), (100, "hundred"), (1000, "thousand"), (10**6, "million")]
_NUMBERS = numbered(
    [
        *enumerate(_UNITS, start=1),
        *((ten, word) for ten, word in zip(range(20, 100, 10), _TENS, strict=True)),
        *_SCALES,
        (10**9, "billion"),
    ]
)
_VERBS = {
    Force.DISTANCED: (
        "claim claims claimed claiming allege alleges alleged alleging alleged purport purports "
        "purported suggest suggests suggested hint hints hinted rumoured rumored reportedly "
        "speculate speculates speculated contend contends contended"
    ),
    Force.SAID: (
        "say says said saying tell tells told telling state states stated stating add adds added "
        "adding note notes noted write writes wrote written explain explains explained according "
        "quote quotes quoted quoting cite cites cited citing mention mentions mentioned report "
        "reports reported describe describes described repeat repeats repeated per spoke"
    ),
    Force.ANNOUNCED: (
        "announce announces announced announcing declare declares declared proclaim proclaims "
        "proclaimed unveiled pledge pledges pledged"
    ),
    Force.AFFIRMED: (
        "confirm confirms confirmed confirming affirm affirms affirmed insist insists insisted "
        "insisting stress stresses stressed assert asserts asserted maintain maintains maintained "
        "swear swears swore reveal reveals revealed revealing disclose discloses disclosed prove "
        "proves proved proven admit admits admitted acknowledge acknowledges acknowledged "
        "emphasise emphasises emphasised emphasize emphasizes emphasized establish established"
    ),
}
_PLURALS = listed("people staff police personnel media witnesses men women")


def _number_of(word: str) -> Amount:
    if word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is"))):
        return Amount(2, None)
    return exactly(1)


_BOUNDS = {
    "least": ("at least", "no fewer than", "no less than", "not less than", "or more"),
    "more": ("more than", "over", "upwards of", "in excess of"),
    "most": ("at most", "up to", "no more than", "as many as"),
    "less": ("fewer than", "less than", "under"),
    "about": (
        "about",
        "around",
        "some",
        "nearly",
        "almost",
        "roughly",
        "approximately",
        "close to",
    ),
}

ENGLISH = Lexicon(
    language="en",
    numbers=_NUMBERS,
    number_phrases={("a", "dozen"): 12, ("a", "hundred"): 100, ("a", "thousand"): 1000},
    quantifiers={
        "several": Amount(3, None),
        "many": Amount(3, None),
        "some": Amount(2, None),
        "few": Amount(3, None),
        "multiple": Amount(2, None),
        "various": Amount(3, None),
        "numerous": Amount(3, None),
        "both": exactly(2),
        "couple": exactly(2),
        "pair": exactly(2),
        "trio": exactly(3),
        "all": Amount(2, None),
    },
    bounds={tuple(forms(text)): name for name, texts in _BOUNDS.items() for text in texts},
    cues={word: force for force, text in _VERBS.items() for word in sorted(listed(text))},
    confirming=listed(
        "confirm confirms confirmed confirming confirmation verify verified verifies"
    ),
    negations=listed(
        "not no never neither nor cannot can't couldn't didn't doesn't don't wouldn't won't isn't "
        "wasn't aren't weren't hasn't haven't hadn't without declined refused unable deny denies "
        "denied denying reject rejects rejected"
    ),
    abilities=listed("can could cannot can't couldn't able unable"),
    hedges=phrases(
        "likely",
        "probably",
        "possibly",
        "perhaps",
        "maybe",
        "may",
        "might",
        "could",
        "apparently",
        "reportedly",
        "allegedly",
        "alleged",
        "suspected",
        "seemingly",
        "seems",
        "appears",
        "it is believed",
        "believed to",
        "thought to",
        "presumably",
        "almost certainly",
    ),
    weekdays={day: place for place, day in enumerate(_DAYS)},
    near_days={"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1},
    months=listed(
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sept sep oct nov dec"
    ),
    clock=listed(
        "am pm o'clock per cent percent percentage year page chapter half third quarter fifth tenth"
    ),
    functions=listed(
        "a an the of in on at to from by with for as and or but nor so who whom whose which that "
        "this these those it its he she they them their his her is are was were be been being has "
        "have had do does did will would shall should can could may might must there here than "
        "then when while where what how also just about into over under after before during until "
        "since between among against through out up down off if because i we you our your my me us"
    ),
    demonstratives=listed("this that these those such said"),
    articles=listed("the these those"),
    singular_articles=listed("a an"),
    persons=persons(
        "source sources",
        "official officials",
        "officer officers",
        "person people persons",
        "worker workers",
        "engineer engineers",
        "expert experts",
        "analyst analysts",
        "witness witnesses",
        "eyewitness eyewitnesses",
        "resident residents",
        "doctor doctors",
        "medic medics",
        "diplomat diplomats",
        "aide aides",
        "adviser advisers advisor advisors",
        "spokesman spokesmen",
        "spokeswoman spokeswomen",
        "spokesperson spokespeople spokespersons",
        "minister ministers",
        "lawmaker lawmakers",
        "leader leaders",
        "commander commanders",
        "soldier soldiers",
        "employee employees",
        "member members",
        "activist activists",
        "relative relatives",
        "neighbour neighbours",
        "neighbor neighbors",
        "researcher researchers",
        "scientist scientists",
        "journalist journalists",
        "reporter reporters",
        "correspondent correspondents",
        "lawyer lawyers",
        "policeman policemen",
        "man men",
        "woman women",
        "staff",
        "insider insiders",
        "executive executives",
        "manager managers",
        "teacher teachers",
        "student students",
        "observer observers",
        "prosecutor prosecutors",
        "judge judges",
        "driver drivers",
        "politician politicians",
        "militant militants",
        "fighter fighters",
        "survivor survivors",
    ),
    anyone=listed("source sources person people persons insider insiders"),
    stops=listed(
        "of in on at to from by with for who whom which that close familiar near inside within "
        "briefed speaking and or involved"
    ),
    titles=listed(
        "mr mrs ms miss dr doctor prof professor sir president prime minister foreign defence "
        "defense interior secretary general gen lieutenant colonel col major captain mayor king "
        "queen prince princess sheikh ayatollah imam judge justice senator governor chancellor "
        "ambassador spokesman spokeswoman spokesperson chief director head chairman chairwoman "
        "deputy former acting the of"
    ),
    labels=listed(
        "the news agency newspaper daily channel television tv radio network company corporation "
        "inc ltd llc plc co website site magazine wire service"
    ),
    bodies=listed(
        "the ministry department government army police military municipality council group "
        "movement party organisation organization institute agency newspaper channel company "
        "monitor office city state of for and"
    ),
    offices=listed(
        "spokesman spokeswoman spokesperson official officials member members leader head chief "
        "director secretary commander minister source sources employee worker officer executive "
        "representative manager staff"
    ),
    spokesmen=listed("spokesman spokeswoman spokesperson spokesmen spokeswomen spokespeople"),
    near=listed("close familiar near former ex"),
    plural_nouns=_PLURALS,
    number_of=_number_of,
)
