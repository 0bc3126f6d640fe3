"""The key a machine makes for itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studyapp.secret import kept_secret

ROOT = Path(__file__).resolve().parents[2]
ASK = "import sys; from pathlib import Path; from studyapp.secret import kept_secret; "
ASK += "sys.stdin.read(); print(kept_secret(Path(sys.argv[1])))"


def test_a_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "deep" / "secret_key"

    key = kept_secret(path)

    assert len(key) >= 64
    assert kept_secret(path) == key
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_nobody_else_can_read_the_key(tmp_path, mask):
    old = os.umask(mask)
    try:
        kept_secret(tmp_path / "secret_key")
    finally:
        os.umask(old)

    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_two_machines_have_two_keys(tmp_path):
    assert kept_secret(tmp_path / "one") != kept_secret(tmp_path / "two")


def test_a_key_given_by_hand_is_kept(tmp_path):
    (tmp_path / "secret_key").write_text("mine\n")

    assert kept_secret(tmp_path / "secret_key") == "mine"


def test_whoever_loses_the_race_takes_the_key_of_the_winner(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"
    path.write_text("of the other")
    monkeypatch.setattr(Path, "exists", lambda self: False)

    assert kept_secret(path) == "of the other"
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree(tmp_path):
    command = [sys.executable, "-c", ASK, str(tmp_path / "secret_key")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    started = [subprocess.Popen(command, **pipes) for _ in range(4)]

    for process in started:  # all have come up; now all look for the key
        process.stdin.close()
    keys = {process.stdout.read() for process in started}

    assert [process.wait(timeout=30) for process in started] == [0] * 4
    assert len(keys) == 1
    assert keys != {"\n"}
    for process in started:
        process.stdout.close()
