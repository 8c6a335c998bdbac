"""The log of a run: what goes in, what a terminal is spared, how many are kept."""

from __future__ import annotations

import json
import logging
import logging.config
from pathlib import Path

import pytest

from crawler.errors import NoContactError
from crawler.run_log import MAX_BYTES, about, logging_to, logs, new_log, note, read_log

OTHERS = logging.getLogger("somebody.elses")


@pytest.fixture(autouse=True)
def nothing() -> None:
    about()


def test_a_line_says_when_how_grave_and_about_what(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log"):
        about("small", "small-1")
        note("coverage", "warning", column="news", entries=3)
    (said,) = read_log(tmp_path / "log")
    assert said.pop("time").endswith("Z")
    assert said == {
        "level": "warning",
        "portal": "small",
        "crawl": "small-1",
        "event": "coverage",
        "fields": {"column": "news", "entries": 3},
    }


def test_what_other_modules_log_goes_there_with_logger_and_trace(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log"):
        try:
            raise ValueError("seven")
        except ValueError:
            OTHERS.exception("it went %s", "wrong")
    (said,) = read_log(tmp_path / "log")
    assert (said["event"], said["level"], said["fields"]["logger"]) == ("log", "error", "somebody.elses")
    assert said["fields"]["message"] == "it went wrong"
    assert "ValueError: seven" in said["fields"]["trace"]


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x9b31m", "\u202e", "\r", "\x07"])
def test_no_sign_that_steers_a_terminal_stands_in_the_file(tmp_path: Path, sign: str) -> None:
    with logging_to(tmp_path / "log"):
        note("title", title=f"关于{sign}通知")
        OTHERS.warning("answer: %s", sign)
    written = (tmp_path / "log").read_text(encoding="utf-8")
    assert "关于" in written
    assert sign[0] not in written
    assert [said["fields"].get("title") for said in read_log(tmp_path / "log")] == [f"关于{sign}通知", None]


def test_whoever_sets_up_logging_meanwhile_does_not_end_the_log(tmp_path: Path) -> None:
    with logging_to(tmp_path / "log"):
        logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
        note("after")
    assert [said["event"] for said in read_log(tmp_path / "log")] == ["after"]


def test_a_mistake_of_the_program_is_logged_with_its_trace(tmp_path: Path) -> None:
    with pytest.raises(KeyError), logging_to(tmp_path / "log"):
        raise KeyError("column")
    (said,) = read_log(tmp_path / "log")
    assert said["event"] == "fault"
    assert "Traceback" in said["fields"]["trace"]


def test_what_a_person_has_to_mend_is_logged_with_reason_and_code(tmp_path: Path) -> None:
    with pytest.raises(NoContactError), logging_to(tmp_path / "log"):
        raise NoContactError("say who is asking")
    (said,) = read_log(tmp_path / "log")
    assert (said["event"], said["fields"]) == ("stopped", {"reason": "say who is asking", "code": 2})


def test_warnings_are_said_on_stderr_as_they_are_without_a_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with logging_to(tmp_path / "log"):
        OTHERS.warning("the tail was cut")
        OTHERS.info("nothing of interest")
    assert capsys.readouterr().err == "the tail was cut\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_a_disk_that_takes_no_line_stops_nobody() -> None:
    with logging_to(Path("/dev/full")):
        note("lost")


def test_a_file_that_is_too_large_takes_no_more(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        file.truncate(MAX_BYTES)
    with logging_to(tmp_path / "log"):
        note("too much")
    assert (tmp_path / "log").stat().st_size == MAX_BYTES


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    whole = json.dumps({"event": "a", "fields": {}})
    (tmp_path / "log").write_text(f'{whole}\n{{"event": "b", "fie\n[1]\n{whole}\n', encoding="utf-8")
    assert [said["event"] for said in read_log(tmp_path / "log")] == ["a", "a"]


def test_a_log_is_its_owners_alone(tmp_path: Path) -> None:
    assert new_log(tmp_path).stat().st_mode & 0o077 == 0
    assert (tmp_path / "logs").stat().st_mode & 0o077 == 0


def test_so_many_logs_are_kept_the_newest(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for day in range(1, 6):
        (tmp_path / "logs" / f"run-2026010{day}T020000Z-00000000.jsonl").touch()
    newest = new_log(tmp_path, kept=3)
    assert [path.name[4:12] for path in logs(tmp_path)][:2] == ["20260104", "20260105"]
    assert logs(tmp_path)[2:] == [newest]


def test_a_new_log_stays_whatever_the_clock_said_before(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "run-29990101T020000Z-00000000.jsonl").touch()
    newest = new_log(tmp_path, kept=1)
    assert logs(tmp_path) == [newest]
