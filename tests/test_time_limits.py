"""A test that hangs is ended and named, whatever it waits in; no test waits for a process that nobody ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from started import started

TESTS = Path(__file__).resolve().parent
#: Waits for a process that ends by itself.
ENDING = {"started.py", "test_bench.py", "test_time_limits.py"}
HANGING = """
import os, signal, subprocess, sys, threading, time
import pytest

WAITS = [sys.executable, "-c", "import time; time.sleep(600)"]

def test_itself():
    threading.Event().wait()

@pytest.fixture
def begins():
    time.sleep(600)

def test_a_fixture(begins):
    pass

@pytest.fixture
def ends():
    yield
    time.sleep(600)

def test_what_is_torn_down(ends):
    pass

def test_what_is_torn_down_after_a_failure(ends):
    assert False

def test_a_fork():
    child = os.fork()
    if not child:
        signal.pause()
    try:
        os.waitpid(child, 0)
    finally:
        os.kill(child, signal.SIGKILL)

def test_a_process():
    subprocess.run(WAITS)

def test_a_process_that_is_waited_for_again():
    with subprocess.Popen(WAITS) as process:
        open(os.environ["LEFT"], "w").write(str(process.pid))
        process.wait()

def test_none():
    pass
"""


@pytest.mark.heavy
def test_what_hangs_is_ended_and_named_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(HANGING, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfaulthandler_exit_on_timeout = true\n", encoding="utf-8")
    limits = ["--timeout=0.5", "-o", "faulthandler_timeout=2", "-p", "no:cacheprovider", "-p", "conftest"]
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist=worksteal", *limits, str(tmp_path)]
    left = tmp_path / "left"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]), "LEFT": str(left)}
    said = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100, env=environment
    )
    os.kill(int(left.read_text()), 9)
    ended = [line.partition(" - ") for line in said.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    named = {(what.split()[0], what.rpartition("::test_")[2], why[:10]) for what, _, why in ended}
    assert named == {
        ("FAILED", "itself", "Failed: Ti"),
        ("ERROR", "a_fixture", "Failed: Ti"),
        ("ERROR", "what_is_torn_down", "Failed: Ti"),
        ("FAILED", "what_is_torn_down_after_a_failure", "assert Fal"),
        ("ERROR", "what_is_torn_down_after_a_failure", "Failed: Ti"),
        ("FAILED", "a_fork", "Failed: Ti"),
        ("FAILED", "a_process", "Failed: Ti"),
        ("FAILED", "a_process_that_is_waited_for_again", "worker 'gw"),
    }
    assert " 2 passed" in said.stdout


@pytest.mark.timeout(60)
def test_a_process_ends_with_what_is_looked_at_of_it() -> None:
    with pytest.raises(ValueError, match="looked at"), started([sys.executable, "-c", "input()"], stdin=-1) as process:
        raise ValueError("looked at")
    assert process.returncode == -9


def test_no_test_waits_for_a_process_that_nobody_ends() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py") if path.name not in ENDING}
    assert [path for path, text in texts.items() if "with subprocess.Popen(" in text] == []
