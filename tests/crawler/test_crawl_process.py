"""How the process of a crawl ends, as the job takes it. A script stands for the interpreter: no crawl runs here."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from crawler.crawl_process import Stopping
from crawler.exit_codes import FAULT, INTERRUPTED, SUSPECT


@pytest.fixture
def stopping(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stopping:
    """Starts the shell script that the test is given instead of a crawl."""
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\n{request.param}\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    return Stopping()


@pytest.mark.parametrize(
    ("stopping", "code"),
    [("exit 0", 0), ("exit 3", SUSPECT), ("exit 1", FAULT), ("kill -9 $$", INTERRUPTED)],
    indirect=["stopping"],
)
def test_the_code_of_a_crawl_is_its_verdict_a_mistake_or_an_interruption(stopping: Stopping, code: int) -> None:
    assert stopping.crawl([]) == code


@pytest.mark.parametrize(
    "stopping", ["trap 'exit 6' TERM; kill -TERM $PPID; while :; do sleep 0.01; done"], indirect=True
)
def test_a_signal_to_the_job_reaches_the_crawl_as_one_to_stop(stopping: Stopping) -> None:
    with stopping:
        assert stopping.crawl([]) == INTERRUPTED
    assert stopping.asked


@pytest.mark.parametrize("stopping", ["exit 0"], indirect=True)
def test_a_second_signal_between_two_crawls_interrupts_as_ever(stopping: Stopping) -> None:
    with pytest.raises(KeyboardInterrupt), stopping:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("stopping", ["exit 0"], indirect=True)
def test_afterwards_signals_mean_what_they_did(stopping: Stopping) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stopping:
        pass
    assert signal.getsignal(signal.SIGTERM) is before
