"""Runs the independent checkers of markup, npm packages that `npm ci` installs by their lock."""

import fcntl
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

NODE_DIR = Path(__file__).parent.parent / "node"
_MODULES = NODE_DIR / "node_modules"
_NETWORK_ERRORS = re.compile(
    r"\b(EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ETIMEDOUT"
    r"|ERR_SOCKET_TIMEOUT)\b"
)


def check_claimreview(*pages: Path) -> subprocess.CompletedProcess[str]:
    """Check HTML files by Google's rules: exit status 0 or 1, failures named on stderr."""
    install()
    paths = [str(page.resolve()) for page in pages]
    return _run("node", "check_claimreview.mjs", *paths, timeout=60)


def check_schemas(documents: Path) -> subprocess.CompletedProcess[str]:
    """Check a JSON array of documents by schema.org's types: exit status 0 or 1, as above."""
    install()
    return _run("node", "check_schemas.mjs", str(documents.resolve()), timeout=60)


def install() -> None:
    """Install what the lock names, once for all test processes; skip where that cannot be."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"the independent markup check needs {program}, which is not installed")
    wanted = hashlib.sha256((NODE_DIR / "package-lock.json").read_bytes()).hexdigest()
    with (NODE_DIR / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = _MODULES / ".installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            _npm_ci()
            stamp.write_text(wanted)


def _npm_ci() -> None:
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0")
    done = _run("npm", "ci", *options, timeout=300)
    if done.returncode and _NETWORK_ERRORS.search(done.stderr):
        pytest.skip("the independent markup check needs an npm registry, and none answered")
    assert done.returncode == 0, done.stderr


def _run(*command: str, timeout: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=NODE_DIR, capture_output=True, text=True, timeout=timeout, check=False
    )
