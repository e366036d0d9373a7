"""Where the embedded servers of a home live: computed, alike in every process; nothing starts."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from factcheck.core.embedded import identity
from factcheck.core.embedded.identity import Identity

# The kernel takes 104 bytes (macOS) or 108 (Linux) for the path of a Unix socket, with its zero.
SOCKET_PATH_LIMIT = 103
POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "s"


@dataclass(frozen=True)
class Location:
    """The directories of one server: its own, that of its socket, and a spare one for binaries."""

    name: str
    home: Path
    base: Path
    runs_as: Identity
    socket_name: str

    @property
    def socket_directory(self) -> Path:
        """Beside the data, or somewhere short where the path is unfit for a socket."""
        beside = self.base / "s"
        return beside if _fits(beside / self.socket_name) else _shortened(beside)

    @property
    def socket(self) -> Path:
        """The path that clients connect to."""
        return self.socket_directory / self.socket_name

    @property
    def spare(self) -> Path:
        """Where root puts what the server's account could not reach under the home."""
        return _spare(self.home)


def default_home() -> Path:
    """FACTCHECK_HOME, else .factcheck in the project's directory."""
    project = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("FACTCHECK_HOME") or project / ".factcheck").resolve()


def prepare(home: Path) -> Path:
    """Make the home where it is missing, and return its real path.

    Root's home can be traversed by all, whatever the umask: the server runs as somebody else.
    """
    home = home.resolve()
    missing = [path for path in (home, *home.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return home


def database_url(home: Path) -> str:
    """The URL of the embedded PostgreSQL of this home, running or not.

    The port names the socket's file; without it, PGPORT in the environment would.
    """
    sockets = postgres(home).socket_directory
    return f"postgresql://app@:5432/app?host={quote(os.fsencode(sockets), safe='/')}"


def broker_url(home: Path) -> str:
    """The URL of the embedded Valkey of this home for Celery, running or not."""
    socket = valkey(home).socket
    return f"redis+socket://{quote(os.fsencode(socket), safe='/')}?virtual_host=0"


def postgres(home: Path) -> Location:
    """PostgreSQL's place: data that exist stay where they are, whatever has changed around."""
    home = home.resolve()
    here, spare = home / "postgres", _spare(home) / "postgres"
    base = here
    if os.geteuid() == 0 and not (here / "data").exists():
        open_to_it = _postgres_account(here).can_enter(home)
        base = spare if (spare / "data").exists() or not open_to_it else here
    return Location("PostgreSQL", home, base, _postgres_account(base), POSTGRES_SOCKET)


def valkey(home: Path) -> Location:
    """Valkey's place: it may run as root, so it never has to move."""
    home = home.resolve()
    base = home / "valkey"
    mine = identity.current()
    runs_as = (identity.owner_of(base) or mine) if mine.uid == 0 else mine
    return Location("Valkey", home, base, runs_as, VALKEY_SOCKET)


def _postgres_account(base: Path) -> Identity:
    mine = identity.current()
    if mine.uid != 0:
        return mine
    owner = identity.owner_of(base / "data", base)
    return owner if owner and owner.uid != 0 else identity.unprivileged()


def _spare(home: Path) -> Path:
    return Path("/var/tmp") / f"factcheck-{_digest(home)}"  # noqa: S108 (checked to be root's own)


def _shortened(directory: Path) -> Path:
    return Path("/tmp") / f"factcheck-{_digest(directory)}"  # noqa: S108 (checked to be its own)


def _fits(socket: Path) -> bool:
    """A comma separates hosts for PostgreSQL's clients, so no socket path may hold one."""
    path = os.fsencode(socket)
    return len(path) <= SOCKET_PATH_LIMIT and b"," not in path


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
