"""The server of the tests is gone after the run, however the run ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import neo4j_server
from tests.neo4j_server import ROOT, NoServerError

START = """
import sys
from tests import neo4j_server
with neo4j_server.local_server() as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


def command_line(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def wait_until_gone(pid: int, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while command_line(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not command_line(pid)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc to look for processes")
@pytest.mark.parametrize("how", ["SIGKILL", pytest.param("SIGINT", marks=pytest.mark.slow)])
def test_the_server_ends_with_whoever_started_it(how: str, tmp_path: Path) -> None:
    try:
        neo4j_server.needs_maven()
    except NoServerError as error:
        pytest.skip(str(error))
    run = subprocess.Popen(
        [sys.executable, "-c", START], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert run.stdout is not None
    pid = int(run.stdout.readline())
    line = command_line(pid)
    assert "CommunityEntryPoint" in line
    assert "password" not in line
    (home,) = tmp_path.glob("cancu-neo4j-*")
    run.send_signal(signal.Signals[how])
    run.communicate(timeout=60)
    assert wait_until_gone(pid)
    deadline = time.monotonic() + 30
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not home.exists()
