"""Promise 1: an acknowledged save is never lost, whenever the server is killed.

`FAULT_SAVES` says how many saves (2,000 before a release). PostgreSQL takes part where its
programs are installed.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import uuid
from contextlib import closing, suppress
from functools import partial
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.served.serving import await_health, environment, free_port, launch, manage
from tests.served.visitor import Visitor

pytestmark = pytest.mark.e2e

SAVES = int(os.environ.get("FAULT_SAVES", "200"))
EDITORS = 4
QUIZ = "/practise/permissions/"


class Mortal:
    """A server on one port that is killed with all its processes, and started again."""

    def __init__(self, env):
        self.env, self.port = env, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.process = launch(self.env, self.port)
        await_health(self.url, self.process)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


def until_it_works(call, done):
    """Call again while the server is dead or dies in the middle of its answer."""
    while True:
        with suppress(OSError, HTTPException, ValueError):
            return call()
        done.wait(0.05)


def edit(url, times, acknowledged, done):
    """One guest who changes answers; each request is sent again until it is acknowledged."""
    chance, visitor = random.Random(times), Visitor(url)
    place = until_it_works(lambda: visitor.begin(QUIZ, mode="deferred"), done)
    for number in range(times):
        position = chance.randint(1, 8)
        sent = {"answer": chance.choice("abcd"), "client_id": uuid.uuid4(), "sequence": number}
        told = until_it_works(partial(visitor.save, f"{place}{position}/", **sent), done)
        assert told["state"] in ("saved", "duplicate"), told
        acknowledged.append((sent["client_id"], position, told["revision"], told["state"]))


def run_through_kills(env):
    """Save from several browsers while the server dies at random; return what was acknowledged."""
    server, done, acknowledged, kills = Mortal(env), threading.Event(), [], 0
    share = -(-SAVES // EDITORS)
    job = (server.url, share, acknowledged, done)
    editors = [threading.Thread(target=edit, args=job, daemon=True) for _ in range(EDITORS)]
    chance = random.Random(1)
    try:
        for editor in editors:
            editor.start()
        while any(editor.is_alive() for editor in editors) and kills < 400:
            done.wait(chance.uniform(0.2, 2.5))
            server.kill()
            kills += 1
            server.start()
        for editor in editors:
            editor.join(60)
    finally:
        server.kill()
    assert len(acknowledged) >= SAVES, (len(acknowledged), kills)
    assert kills >= 2
    return acknowledged


ROWS = """
SELECT a.client_id, s.position, a.revision
FROM quizzes_answer a JOIN quizzes_slot s ON s.id = a.slot_id
"""


def stored(connection):
    """What the database holds, by a connection of our own: {client id: (position, revision)}."""
    with closing(connection), closing(connection.cursor()) as cursor:
        rows = cursor.execute(ROWS).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {uuid.UUID(str(client)): (position, revision) for client, position, revision in rows}


def check(acknowledged, kept):
    """Every acknowledged answer is there; a duplicate's revision may be a later one's."""
    for client_id, position, revision, state in acknowledged:
        assert client_id in kept
        assert kept[client_id][0] == position
        assert state == "duplicate" or kept[client_id][1] == revision


def test_every_acknowledged_save_outlives_a_kill_on_sqlite(tmp_path):
    manage("prepare", var=tmp_path)

    acknowledged = run_through_kills(environment(tmp_path))

    check(acknowledged, stored(sqlite3.connect(tmp_path / "study.sqlite3")))


PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]


@pytest.fixture
def folder():
    """Not below pytest's own folder: that is closed to the owner of the cluster."""
    with TemporaryDirectory(prefix="cluster-") as path:
        yield Path(path)


@pytest.fixture
def postgresql(folder):
    """A cluster of its own, on a socket of its own; ended with the test."""
    if PROGRAMS[-1] is None:
        pytest.skip("PostgreSQL is not installed here")
    programs, owner, port = Path(PROGRAMS[-1]).parent, [], free_port()
    if os.geteuid() == 0:
        owner = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        shutil.chown(folder, "postgres", "postgres")
    data, quiet = str(folder / "data"), {"check": True, "capture_output": True, "timeout": 60}
    subprocess.run([*owner, programs / "initdb", "-D", data, "-A", "trust", "-U", "led"], **quiet)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    control = [*owner, programs / "pg_ctl", "-D", data, "-w", "-l", str(folder / "log")]
    subprocess.run([*control, "-o", options, "start"], check=True, timeout=60)
    try:
        yield port
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], timeout=60)


def test_every_acknowledged_save_outlives_a_kill_on_postgresql(tmp_path, postgresql):
    psycopg = pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed here")
    url = f"postgres://led@127.0.0.1:{postgresql}/postgres"
    manage("prepare", var=tmp_path, DATABASE_URL=url)

    acknowledged = run_through_kills(environment(tmp_path, DATABASE_URL=url))

    check(acknowledged, stored(psycopg.connect(url)))
