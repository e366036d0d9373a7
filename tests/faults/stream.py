"""A stream of workflow steps over the API, each sent again until it is answered."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from tests.acceptance.live import Answer, Live

# What may follow: the verb and who says it; a step `write` is a change of the text.
LIFE = [
    *[("submit", "reviewer"), ("approve", "editor"), ("publish", "editor")],
    *[("correct", "reviewer"), ("write", "reviewer"), ("submit", "reviewer")],
    *[("approve", "editor"), ("publish", "editor"), ("withdraw", "editor")],
]
TYPES = {
    "submit": "review.submitted",
    "approve": "review.approved",
    "correct": "review.correction_asked",
    "write": "review.revised",
    "withdraw": "review.withdrawn",
}
PATIENCE = 240


class Stream:
    """Takes reviews through their lives from several threads; `accepted` is what was promised."""

    def __init__(self, live: Live, steps: int, seed: int) -> None:
        self.live, self.left, self.seed = live, steps, seed
        self.accepted: dict[str, list[str]] = {}
        self.retries: Counter[str] = Counter()
        self.done = 0
        # Whether what happens beside the stream is behind it, so that the stream has to wait.
        self.outrun: Callable[[], bool] = lambda: False
        self.failure: BaseException | None = None
        self._lock = threading.Lock()

    def run(self, threads: int = 4) -> None:
        workers = [threading.Thread(target=self._work, args=(n,)) for n in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if self.failure is not None:
            raise self.failure

    def insist(
        self, path: str, role: str, body: Any, method: str = "POST", **headers: str
    ) -> Answer:
        """Send until there is an answer that is none of a server in trouble."""
        if method == "POST":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = self.live.ask(path, role=role, method=method, body=body, headers=headers)
                if answer.status < 500:
                    return answer
                self.retries[str(answer.status)] += 1
            except (OSError, HTTPException) as error:
                self.retries[type(error).__name__] += 1
            time.sleep(0.1)
        raise AssertionError(f"no answer to {method} {path} within {PATIENCE} s")

    def _work(self, number: int) -> None:
        rng = random.Random(self.seed * 1000 + number)
        try:
            while self._take():
                self._life(rng.randint(1, len(LIFE)))
        except BaseException as error:
            self.failure, self.left = error, 0

    def _life(self, length: int) -> None:
        claim = self._made("/api/v1/claims/", {"language": "en", "texts": {"en": uuid.uuid4().hex}})
        content = {"title": "It held", "rating_value": 1, "summary": "It did."}
        ids = {"newsroom": self.live.notes["newsroom"], "claim": claim["id"], "language": "en"}
        review = self._made("/api/v1/reviews/", ids | content)
        url = f"/api/v1/reviews/{review['id']}/"
        log = self.accepted.setdefault(review["id"], [])
        self._accept(log, "review.opened")
        for place, (verb, role) in enumerate(LIFE[:length]):
            if not self._take():
                return
            self._step(url, verb, role)
            published = (
                "review.corrected" if "correct" in dict(LIFE[:place]) else "review.published"
            )
            self._accept(log, TYPES.get(verb, published))

    def _step(self, url: str, verb: str, role: str) -> None:
        if verb != "write":
            answer = self.insist(f"{url}{verb}/", role, {"reason": "because"})
            assert answer.status == 200, answer.body
            return
        summary = uuid.uuid4().hex
        while True:
            read = self.insist(url, role, None, method="GET")
            if read.json()["latest"]["summary"] == summary:
                return  # an answer was lost, and the change was not
            etag = {"If-Match": read.headers["ETag"]}
            answer = self.insist(url, role, {"summary": summary}, method="PATCH", **etag)
            assert answer.status in (200, 412), answer.body
            if answer.status == 200:
                return

    def _made(self, path: str, body: Any) -> Any:
        answer = self.insist(path, "reviewer", body)
        assert answer.status == 201, answer.body
        return answer.json()

    def _take(self) -> bool:
        while self.outrun() and self.failure is None:
            time.sleep(0.05)
        with self._lock:
            self.left -= 1
            return self.left >= 0

    def _accept(self, log: list[str], type_: str) -> None:
        with self._lock:
            log.append(type_)
            self.done += 1
