"""Small programs that the tests of embedded servers run as processes of their own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]

HOLD = """
import sys
from pathlib import Path
from factcheck.core import embedded
wanted = {name: name in sys.argv[2:] for name in ("postgres", "valkey")}
home = Path(sys.argv[1])
with embedded.hold(home, **wanted):
    print(embedded.database_url(home), embedded.broker_url(home), flush=True)
    sys.stdin.read()
print("left", flush=True)
"""


def holder(
    home: Path,
    *servers: str,
    python: str = sys.executable,
    packages: Path = PROJECT,
    **options: Any,
) -> subprocess.Popen[str]:
    """A process that holds these servers until its standard input ends."""
    return subprocess.Popen(
        [python, "-c", HOLD, str(home), *servers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{packages}:{PROJECT}"},
        cwd=PROJECT,
        **options,
    )


def release(process: subprocess.Popen[str]) -> str:
    """Let a holder go; what it said since, or an assertion with its error."""
    said, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    return said


def first_line(process: subprocess.Popen[str]) -> str:
    """What a holder says when the servers are up."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate(timeout=60)[1]
    return line.strip()
