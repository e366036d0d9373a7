"""Directories and files of the embedded servers that more than one account must be able to use."""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

from factcheck.core.embedded.errors import EmbeddedError
from factcheck.core.embedded.identity import Identity, current


def private_directory(path: Path, owner: Identity) -> None:
    """Make a directory of mode 0700 for its owner; refuse one that is somebody else's or a link."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise EmbeddedError(f"{path} is not a directory")
    if found.st_uid == os.geteuid() != owner.uid:
        os.chown(path, owner.uid, owner.gid)
    elif found.st_uid != owner.uid:
        raise EmbeddedError(f"{path} belongs to user {found.st_uid}, not to user {owner.uid}")


def rotate(path: Path, limit: int) -> None:
    """Set a log aside, over its predecessor, once it has outgrown the limit in bytes."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > limit:
            path.replace(path.with_name(path.name + ".1"))


def tail(path: Path, limit: int = 2000) -> str:
    """The last bytes of a text file, or nothing where there is none."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as stream:
        stream.seek(-min(limit, path.stat().st_size), os.SEEK_END)
        return stream.read().decode(errors="replace")
    return ""


def package_directory(package: str) -> Path:
    """Where a wheel lies; its Python code, which has a life cycle of its own, is not imported."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(f"The package {package} is not installed: see requirements.lock")
    return Path(found.submodule_search_locations[0]).resolve()


def reachable_package(package: Path, program: Path, owner: Identity, spare: Path) -> Path:
    """The package where its owner-to-be can execute the program, else a copy that it can.

    The directories in the way, such as root's own home, keep their modes.
    """
    if owner.can_execute(program):
        return package
    own_directory(spare)
    made = program.stat()
    key = f"{program}:{made.st_mtime_ns}:{made.st_size}"
    copy = spare / f"bin-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    if not copy.exists():
        for old in spare.glob("bin-*"):
            shutil.rmtree(old, ignore_errors=True)
        _copy(package, copy)
    return copy / package.name


def own_directory(path: Path) -> None:
    """Make a directory that others may traverse; refuse one that is not this account's alone.

    A world-writable place lies above it: what is there may be a trap that somebody else has laid.
    """
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o711)
        path.chmod(0o711)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != current().uid or found.st_mode & 0o022:
        raise EmbeddedError(f"{path} is not a directory of user {current().uid} alone: remove it")


def _copy(package: Path, target: Path) -> None:
    """Copy a package and the libraries beside it that its programs expect; aside, then rename."""
    aside = Path(tempfile.mkdtemp(prefix="bin-aside-", dir=target.parent))
    libraries = package.with_name(f"{package.name}.libs")
    for source in (package, libraries):
        if source.exists():
            shutil.copytree(source, aside / source.name, ignore=shutil.ignore_patterns("include"))
    for path in (aside, *aside.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444 | _execution(path)))
    aside.rename(target)


def _execution(path: Path) -> int:
    return 0o111 if path.stat().st_mode & 0o100 else 0
