"""Which account an embedded server runs under, and what that account can reach."""

import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.core.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class Identity:
    """A user and its group, without supplementary groups."""

    uid: int
    gid: int

    def can_enter(self, directory: Path) -> bool:
        """Whether the directory (as far as it exists) can be traversed by this account."""
        return all(self._may(found, stat.S_IXOTH) for found in _existing(directory))

    def can_execute(self, program: Path) -> bool:
        """Whether the program and every directory above it are open to this account."""
        return self.can_enter(program.parent) and self._may(
            program.stat(), stat.S_IROTH | stat.S_IXOTH
        )

    def process_options(self) -> dict[str, Any]:
        """Arguments for subprocess that make a child run as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def _may(self, found: os.stat_result, wanted: int) -> bool:
        """Modes alone are read: an access list may only make the answer too careful."""
        if self.uid == 0:
            return True
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return found.st_mode >> shift & wanted == wanted


def _existing(directory: Path) -> Iterator[os.stat_result]:
    for path in (directory, *directory.parents):
        try:
            yield path.stat()
        except FileNotFoundError:
            continue


def current() -> Identity:
    """The account of this process."""
    return Identity(os.geteuid(), os.getegid())


def unprivileged() -> Identity:
    """An account that exists already and may run PostgreSQL, which refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError("PostgreSQL refuses root, and there is no user 'postgres' or 'nobody'")


def owner_of(*candidates: Path) -> Identity | None:
    """The account that owns the first of these paths that exists."""
    for path in candidates:
        if path.exists():
            found = path.stat()
            return Identity(found.st_uid, found.st_gid)
    return None
