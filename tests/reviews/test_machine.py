"""Random members say random verbs over the API: the rules hold, and the log replays the state."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from factcheck.core import history
from factcheck.core.models import Event
from reviews.models import Publication, Review
from tests import factories

RANK = {"reader": 0, "reviewer": 1, "colleague": 1, "editor": 2, "admin": 3}
PEOPLE = [*RANK, "rival"]
OPEN = {"draft", "submitted", "approved"}
# verb: (from, to, lowest rank, whether it needs a reason), as domain.md tells it.
RULES = {
    "submit": ({"draft"}, "submitted", 1, False),
    "request_changes": ({"submitted", "approved"}, "draft", 2, True),
    "approve": ({"submitted"}, "approved", 2, False),
    "reject": ({"submitted", "approved"}, "rejected", 2, True),
    "publish": ({"approved"}, "published", 2, False),
    "stand_by": (set(), "published", 2, True),
    "correct": ({"published"}, "draft", 1, True),
    "keep": (OPEN, "published", 2, True),
    "withdraw": (OPEN | {"published"}, "withdrawn", 2, True),
    "reopen": ({"rejected", "withdrawn"}, "draft", 2, True),
}


class Desk(RuleBasedStateMachine):
    """One review, and what its members expect."""

    cast = None

    def __init__(self):
        super().__init__()
        by = self.cast.users["reviewer"]
        self.review = factories.review(self.cast.newsroom, by)
        self.url = f"/api/v1/reviews/{self.review.pk}/"
        self.stream = f"review:{self.review.pk}"
        self.status, self.live = "draft", False
        self.authors = {"reviewer"}
        # The newest revision, and what readers saw last: (number, which text).
        self.newest, self.seen = (1, 1), (0, 0)

    def expected(self, verb, who, reason):
        from_, _, rank, asks = RULES[verb]
        if who == "rival":
            return 403 if self.live else 404
        if RANK[who] < rank:
            return 403
        fits = self.status in from_
        if verb in ("keep", "withdraw"):
            fits = fits and self.live
        if verb == "reject":
            fits = fits and not self.live
        if not fits:
            return 409
        if verb == "approve" and who in self.authors:
            return 403
        if asks and not reason.strip():
            return 422
        if verb == "publish" and self.newest[self.live] == self.seen[self.live]:
            return 422  # the same text where it is a correction, the same revision elsewhere
        return 200

    @rule(
        verb=st.sampled_from(sorted(RULES)),
        who=st.sampled_from(PEOPLE),
        reason=st.sampled_from(["", " ", "لأن", "because"]),
    )
    def say(self, verb, who, reason):
        expected = self.expected(verb, who, reason)
        answer = self.cast.clients[who].post(f"{self.url}{verb}/", {"reason": reason})
        assert answer.status_code == expected, (verb, who, self.status, answer.content)
        if expected == 409:
            assert verb not in answer.json()["allowed"]
        if expected == 200:
            self.became(verb, who)

    @rule(steps=st.integers(1, 4))
    def lead(self, steps):
        """Walk towards publication, so that it is reached often enough."""
        way = {"draft": ("submit", "reviewer"), "submitted": ("approve", "admin")}
        for _ in range(steps):
            verb, who = way.get(self.status, ("publish", "editor"))
            self.say(verb, who, "")

    @precondition(lambda self: self.status == "draft")
    @rule(who=st.sampled_from(["colleague", "editor", "admin"]))
    def approve_what_one_wrote(self, who):
        """Write, submit, and try to approve it oneself."""
        self.revise(who)
        self.say("submit", who, "")
        self.say("approve", who, "")

    def became(self, verb, who):
        self.status = RULES[verb][1]
        if verb == "publish":
            self.live, self.seen = True, self.newest
        if verb == "withdraw":
            self.live = False
        if verb == "correct" and self.newest[1] != self.seen[1]:
            # It begins with what readers see, in a new revision by who corrects.
            self.newest = (self.newest[0] + 1, self.seen[1])
            self.authors.add(who)

    @rule(who=st.sampled_from(PEOPLE))
    def revise(self, who):
        number = self.newest[0] + 1
        answer = self.cast.clients[who].changes("patch", self.url, {"title": f"Title {number}"})
        if who == "rival":
            expected = 403 if self.live else 404
        elif RANK[who] < 1:
            expected = 403
        else:
            expected = 200 if self.status == "draft" else 409
        assert answer.status_code == expected, (who, self.status, answer.content)
        if expected == 200:
            self.newest = (number, number)
            self.authors.add(who)

    @invariant()
    def the_log_replays_to_the_state(self):
        status, authors, approved, revision = None, set(), False, 0
        for event in Event.objects.filter(stream=self.stream).order_by("number"):
            actor = event.actor.username
            if event.type in ("review.opened", "review.revised"):
                authors.add(actor)
                revision += 1
                status = "draft" if event.type == "review.opened" else status
                continue
            if "status" not in event.after:
                continue
            assert event.before["status"] == status
            status = event.after["status"]
            if event.type == "review.approved":
                assert actor not in authors
                approved = True
            if event.after["revision"] > revision:
                authors.add(actor)
                revision = event.after["revision"]
            assert event.type not in ("review.published", "review.corrected") or approved
            if status == "draft":
                approved = False
        stored = Review.objects.get(pk=self.review.pk)
        assert (status, stored.status, stored.live) == (self.status, self.status, self.live)
        assert (authors, revision) == (self.authors, self.newest[0])

    @rule(who=st.sampled_from([*RANK]))
    def look(self, who):
        shown = self.cast.clients[who].get(self.url).json()
        assert (shown["status"], shown["live"]) == (self.status, self.live)
        assert {r["author"] for r in shown["revisions"]} == self.authors
        could = {verb for verb in RULES if self.expected(verb, who, "x") in (200, 422)}
        assert set(shown["verbs"]) == could

    def teardown(self):
        assert not [found for found in history.breaks() if found.stream == self.stream]
        told = Publication.objects.filter(revision__review=self.review).count()
        types = ("review.published", "review.corrected")
        assert Event.objects.filter(stream=self.stream, type__in=types).count() == told


def test_the_rules_hold_whatever_is_said(cast):
    Desk.cast = cast
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
