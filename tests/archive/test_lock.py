"""Who may write an archive, and what the others are told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.lock import ArchiveInUseError, archive_lock, crawls_lock, job_lock, portal_lock, reader_lock


def test_a_second_writer_is_told_who_holds_the_archive_and_since_when(tmp_path: Path) -> None:
    with archive_lock(tmp_path), pytest.raises(ArchiveInUseError) as refused, archive_lock(tmp_path):
        pass
    assert f"process {os.getpid()} on " in str(refused.value)
    assert "since 20" in str(refused.value)


def test_a_holder_that_was_killed_before_it_could_say_who_it_is_refuses_still(tmp_path: Path) -> None:
    with archive_lock(tmp_path):
        (tmp_path / ".lock.holder").write_text('{"process": 1', encoding="utf-8")
        with (
            pytest.raises(ArchiveInUseError, match="another run is writing this archive; wait"),
            archive_lock(tmp_path),
        ):
            pass


def test_what_a_killed_holder_left_refuses_nobody(tmp_path: Path) -> None:
    (tmp_path / ".lock.holder").write_text('{"process": 1, "host": "h", "command": "c", "since": "s"}', "utf-8")
    with archive_lock(tmp_path):
        assert f'"process": {os.getpid()}' in (tmp_path / ".lock.holder").read_text("utf-8")


def test_between_the_crawls_of_a_job_others_may_write(tmp_path: Path) -> None:
    with job_lock(tmp_path), archive_lock(tmp_path):
        assert not (tmp_path / "archive.db").exists()


def test_a_second_job_is_refused(tmp_path: Path) -> None:
    with job_lock(tmp_path), pytest.raises(ArchiveInUseError, match="another run is at work"), job_lock(tmp_path):
        pass


def test_nothing_is_said_of_a_holder_that_is_done(tmp_path: Path) -> None:
    with archive_lock(tmp_path):
        pass
    assert not (tmp_path / ".lock.holder").exists()


def test_crawls_of_one_job_write_beside_each_other_and_nobody_else_meanwhile(tmp_path: Path) -> None:
    with portal_lock(tmp_path, "alpha"), portal_lock(tmp_path, "beta"), crawls_lock(tmp_path):
        with pytest.raises(ArchiveInUseError, match="another run is writing this archive"), archive_lock(tmp_path):
            pass
        with pytest.raises(ArchiveInUseError, match="another run is crawling alpha"), portal_lock(tmp_path, "alpha"):
            pass
    with archive_lock(tmp_path):
        pass


def test_while_somebody_writes_alone_no_crawl_of_a_job_begins(tmp_path: Path) -> None:
    with (
        archive_lock(tmp_path),
        pytest.raises(ArchiveInUseError, match=f"process {os.getpid()}"),
        crawls_lock(tmp_path),
    ):
        pass


def test_a_shard_that_somebody_writes_is_not_read(tmp_path: Path) -> None:
    with (
        archive_lock(tmp_path),
        pytest.raises(ArchiveInUseError, match="another run is writing"),
        reader_lock(tmp_path),
    ):
        pass
