"""The addresses of the demonstration: who may open what, and whether each answers as it should."""

import json
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from factcheck.stack.console import say, table

PATIENCE_SECONDS = 30.0
ANSWER_SECONDS = 10.0


class Check(NamedTuple):
    """An address, and what it has to answer."""

    url: str
    status: int = 200
    contains: str | None = None
    headers: Mapping[str, str] = {}


class Answer(NamedTuple):
    """A status of 0 says that nobody answered, and the text why."""

    status: int
    text: str

    def meets(self, check: Check) -> bool:
        """Whether this is what the check asks for."""
        return self.status == check.status and (check.contains or "") in self.text


# Neither redirects nor errors are dealt with: a status is an answer, and a check names it. No proxy
# either: what is asked runs on this machine.
_opener = urllib.request.OpenerDirector()
_opener.add_handler(urllib.request.HTTPHandler())


def fetch(check: Check) -> Answer:
    """Request the address once."""
    request = urllib.request.Request(check.url, headers=dict(check.headers))  # noqa: S310
    try:
        with _opener.open(request, timeout=ANSWER_SECONDS) as response:
            return Answer(response.status, response.read().decode(errors="replace"))
    except (OSError, HTTPException) as error:
        return Answer(0, repr(error))


def read_checks(demo: Mapping[str, Any]) -> list[Check]:
    """The checks that the sample's loader has written down."""
    return [Check(**entry) for entry in demo.get("check", [])]


def failures(checks: Sequence[Check], pause: Callable[[], None]) -> int:
    """Request each address, print its status, and count those that do not answer as they should.

    What is published later on is given time: `pause` is called between two requests of one address.
    """
    failed = []
    for check in checks:
        answer = _patiently(check, pause)
        say(f"  {answer.status:>3}  {check.url}")
        if not answer.meets(check):
            failed.append((check, answer))
    for check, answer in failed:
        wanted = f"{check.status}" + (f" with {check.contains!r}" if check.contains else "")
        say(f"\nFAILED {check.url}\n  wanted {wanted}, got {answer.status}: {answer.text[:300]}")
    return len(failed)


def _patiently(check: Check, pause: Callable[[], None]) -> Answer:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := fetch(check)).meets(check) and time.monotonic() < deadline:
        pause()
    return answer


def read_demo(path: Path) -> dict[str, Any]:
    """What the sample's loader has written down for people and for programs."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def show(demo: Mapping[str, Any]) -> None:
    """What to open, and with which account."""
    if rows := [[entry["what"], entry["url"]] for entry in demo.get("open", [])]:
        say("\nOpen")
        table(rows)
    if rows := [[a["role"], a["username"], a["password"]] for a in demo.get("accounts", [])]:
        say("\nAccounts")
        table([["role", "user name", "password"], *rows])
