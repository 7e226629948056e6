"""A real Neo4j server for tests: the one at NEO4J_URI, else one in Docker, else one from Maven's jars.

Run as a script it keeps one server of Maven's jars until its standard input closes, so that the server is gone when
whoever started it ends, however that happens.
"""

import argparse
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from neo4j import GraphDatabase

ROOT = Path(__file__).resolve().parent.parent
POM = ROOT / "tests" / "neo4j" / "pom.xml"
IMAGE = "neo4j:5.26-community"
HOW_TO = "set NEO4J_URI and NEO4J_PASSWORD, or start Docker, or install Java 17 or 21 and Maven"
SHORT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:ReservedCodeCacheSize=240m")
"""A server that lives for minutes: what its compiler and collector would gain in hours costs more than it gives.

Without the last one the first leaves 48 MB for what was compiled; then some of it is thrown away again and again.
"""
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent")


class Server(NamedTuple):
    """Where a server answers, and who may ask."""

    uri: str
    password: str
    user: str = "neo4j"
    pid: int | None = None
    """Of the server itself, where we started it."""

    def environment(self) -> dict[str, str]:
        """What `open_store` reads."""
        return {"NEO4J_URI": self.uri, "NEO4J_USERNAME": self.user, "NEO4J_PASSWORD": self.password}


class NoServerError(Exception):
    """No server can be had on this machine; the message says why."""


@contextmanager
def any_server() -> Iterator[Server]:
    """The first server that can be had; raises NoServerError when there is none."""
    with ExitStack() as stack:
        if uri := os.environ.get("NEO4J_URI"):
            user = os.environ.get("NEO4J_USERNAME", "neo4j")
            yield Server(uri, os.environ.get("NEO4J_PASSWORD", ""), user)
        elif docker_answers():
            yield stack.enter_context(docker_server())
        else:
            needs_maven()
            yield stack.enter_context(local_server())


def needs_maven() -> None:
    """Raise NoServerError where a server of Maven's jars cannot run."""
    if not (shutil.which("java") and shutil.which("mvn")):
        raise NoServerError(f"no Neo4j server here: {HOW_TO}")


def docker_answers() -> bool:
    """Whether a Docker engine is there to start containers."""
    if not shutil.which("docker"):
        return False
    asked = subprocess.run(["docker", "info"], capture_output=True, timeout=30, check=False)
    return asked.returncode == 0


@contextmanager
def docker_server() -> Iterator[Server]:
    """A server in a container, which testcontainers removes in every case."""
    from testcontainers.neo4j import Neo4jContainer

    password = secrets.token_urlsafe(12)
    with Neo4jContainer(IMAGE, password=password) as container:
        yield Server(container.get_connection_url(), password)


@contextmanager
def local_server(
    home: Path | None = None, settings: Mapping[str, str] | None = None, heap: str = "512m"
) -> Iterator[Server]:
    """A server of Maven's jars in `home` (which stays) or in a folder of its own (which goes)."""
    jars()
    command = [sys.executable, str(Path(__file__)), f"--heap={heap}"]
    command += [f"--home={home}"] if home is not None else []
    command += [f"--setting={name}={value}" for name, value in (settings or {}).items()]
    # A session of its own keeps Ctrl-C from the keeper; it ends when this process does, because its input closes.
    keeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert keeper.stdin is not None and keeper.stdout is not None
    try:
        line = keeper.stdout.readline()
        if not line:
            raise NoServerError("the Neo4j server did not start; its last lines are above")
        yield Server(**json.loads(line))
    finally:
        keeper.stdin.close()
        keeper.wait(timeout=60)
        keeper.stdout.close()


def jars() -> Path:
    """The folder of the server's jars, fetched by Maven once."""
    cache = Path(os.environ.get("CANCU_CACHE", ROOT / ".cache")) / "neo4j"
    folder = cache / hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        fetched = Path(tempfile.mkdtemp(dir=cache, prefix="fetching-"))
        command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
        command += [f"-DoutputDirectory={fetched}", "-DincludeScope=runtime"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(fetched)
            raise NoServerError(f"Maven cannot fetch the Neo4j server: {done.stdout[-500:]}{done.stderr[-500:]}")
        try:
            fetched.rename(folder)
        except OSError:  # another run was first
            shutil.rmtree(fetched)
    return folder


def java(heap: str, main: str, *arguments: str) -> list[str]:
    """The command line of a program among the jars."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
    return ["java", f"-Xmx{heap}", *SHORT, *opens, "-cp", f"{jars()}/*", main, *arguments]


def admin(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run neo4j-admin on a server that is not running."""
    environment = os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    command = java("1g", "org.neo4j.server.startup.Neo4jAdminCommand", *arguments)
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)


def configure(home: Path, settings: Mapping[str, str]) -> None:
    """Write the configuration of a small server that listens to this machine only."""
    (home / "conf").mkdir(parents=True, exist_ok=True)
    wanted = {
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.usage_report.enabled": "false",
        "server.memory.pagecache.size": "256m",
        "db.tx_log.preallocate": "false",
        "dbms.cypher.min_replan_interval": "1h",  # one plan serves all tests: making it takes longer than they do
        "internal.cypher.use_parameter_size": "false",  # and words and lists of any length
        **settings,
    }
    text = "".join(f"{name}={value}\n" for name, value in wanted.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8", newline="\n")


def keep(home: Path, settings: Mapping[str, str], heap: str, *, stays: bool) -> None:
    """Start a server, say where it is, and stop it when standard input closes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configure(home, {"server.bolt.listen_address": f"127.0.0.1:{port}", **settings})
    command = java(
        heap,
        "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
        "--console-mode",
    )
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until_started(server)
        password = set_password(home, f"bolt://127.0.0.1:{port}")
        place = Server(f"bolt://127.0.0.1:{port}", password, pid=server.pid)
        print(json.dumps(place._asdict()), flush=True)
        sys.stdin.read()
    finally:
        if stays:
            server.terminate()  # takes seconds, but leaves a home that neo4j-admin accepts
        else:
            server.kill()
        server.wait()


def wait_until_started(server: subprocess.Popen[str]) -> None:
    """Read what the server prints until it says that it started; then keep its pipe from filling."""
    assert server.stdout is not None
    last: deque[str] = deque(maxlen=20)
    for line in server.stdout:
        last.append(line)
        if line.rstrip().endswith("Started."):
            threading.Thread(target=last.extend, args=(server.stdout,), daemon=True).start()
            return
    sys.exit("".join(last))


def set_password(home: Path, uri: str) -> str:
    """Give user neo4j a password of its own; the folder remembers it for the next start."""
    kept = home / "password"
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    password = secrets.token_urlsafe(12)
    change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
    with GraphDatabase.driver(uri, auth=("neo4j", "neo4j")) as driver:
        driver.execute_query(change, password=password, database_="system")
    kept.touch(mode=0o600)
    kept.write_text(password, encoding="utf-8")
    return password


def nodes(server: Server) -> int:
    """How many nodes the database holds."""
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        return int(driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"])


def wipe(server: Server) -> None:
    """Empty the database; constraints and indexes stay."""
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        while driver.execute_query("MATCH (n) WITH n LIMIT 2000 DETACH DELETE n RETURN count(n) AS n").records[0]["n"]:
            pass


def main(arguments: Sequence[str]) -> None:
    """Keep one server until standard input closes."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--setting", action="append", default=[])
    given = parser.parse_args(arguments)
    settings = dict(setting.split("=", 1) for setting in given.setting)
    if given.home is not None:
        keep(given.home, settings, given.heap, stays=True)
        return
    home = Path(tempfile.mkdtemp(prefix="cancu-neo4j-"))
    try:
        keep(home, settings, given.heap, stays=False)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main(sys.argv[1:])
