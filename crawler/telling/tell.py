"""The one function that the scheduled job calls when a run has ended, well or not."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.publish.news.crawls import CrawlTold, crawls_told, has_changes
from archive.publish.news.digest import digest
from archive.publish.news.places import Places
from crawler.telling.content import Sources, content_of
from crawler.telling.delivery import Clock, Delivery
from crawler.telling.due import RunFailure, write_down, write_down_failures, write_down_note, write_down_weeks
from crawler.telling.files import digests_of, open_public, telling_lock, write_files
from crawler.telling.outbox import Outbox, outbox, outbox_copy
from crawler.telling.receivers import Receiver, receivers
from crawler.telling.settings import TellFile, read_tell_file

__all__ = ["RunFailure", "Told", "digest_text", "tell", "what_is_due"]

#: Messages that ended are kept for so long, for whoever asks what was sent.
_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of telling: messages sent in this run, still waiting, and given up; ``said`` has a line for each
    receiver that did not take what was sent. ``written`` are feeds and digests that changed.
    """

    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    said: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether every receiver took what was sent to it."""
        return not self.said


@dataclass(frozen=True, slots=True)
class _State:
    """All that one run of telling works on."""

    said: TellFile
    receivers: tuple[Receiver, ...]
    crawls: tuple[CrawlTold, ...]
    public: sqlite3.Connection | None
    digests: Mapping[str, str]

    @property
    def sources(self) -> Sources:
        crawls = {crawl.id: crawl for crawl in self.crawls}
        return Sources(self.public, crawls, self.digests, Places(self.said.site))


def _utc_now() -> datetime:
    return datetime.now(UTC)


def tell(
    archive: Path,
    failures: Sequence[RunFailure] = (),
    *,
    environment: Mapping[str, str] = os.environ,
    clock: Clock = _utc_now,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Told:
    """Write the feeds and digests, and send what is due, as tell.yml of the archive says; without it, do nothing.

    To be called after public.db was built, and after a run that published nothing. ``failures`` are runs of which no
    crawl in archive.db tells; once ``is_stopped`` nothing more is sent. What receivers do raises nothing. Raises
    crawler.errors.TellFileError, archive.lock.ArchiveInUseError where another one is telling, sqlite3.Error and
    OSError.
    """
    said = read_tell_file(archive, environment)
    if said is None:
        return Told()
    with _state(archive, said, environment, clock()) as state, outbox(archive) as box:
        # Before the lock: of these runs nothing else tells, should another one be telling.
        write_down_failures(box, state.receivers, failures, state.crawls, clock())
        with telling_lock(archive):
            written = write_files(archive, said, state.digests)
            box.forget(clock() - _KEPT)
            _write_down(box, state, clock())
            patience = timedelta(days=said.give_up_after)
            sending = Delivery(box, state.receivers, state.sources, clock, patience, is_stopped)
            _send_all(sending, state)
            given_up, waiting = sending.given_up.total(), len(box.waiting())
            return Told(sending.sent, waiting, given_up, tuple(sending.said), tuple(written))


def _send_all(sending: Delivery, state: _State) -> None:
    sending.drop_unknown()
    sending.deliver()
    if sending.given_up:
        _say_given_up(sending, state)
        sending.deliver()


def what_is_due(
    archive: Path, *, environment: Mapping[str, str] = os.environ, clock: Clock = _utc_now
) -> tuple[str, ...]:
    """Every message that waits or would be written down now, as it would be sent. Changes nothing and sends nothing.

    Raises as :func:`tell` does.
    """
    said = read_tell_file(archive, environment)
    if said is None:
        return ()
    with _state(archive, said, environment, clock()) as state, outbox_copy(archive) as box:
        _write_down(box, state, clock())
        shown = []
        for receiver in state.receivers:
            for message in box.waiting(receiver.key):
                content = content_of(message, state.sources)
                if content is not None:
                    shown.append(receiver.show(message.id, content, clock()))
        return tuple(shown)


def digest_text(archive: Path, week: str, *, environment: Mapping[str, str] = os.environ) -> str:
    """The digest of a week in Markdown. Raises ValueError where there is no such week; sqlite3.Error, OSError."""
    said = read_tell_file(archive, environment)
    with closing(open_public(archive)) as public:
        return digest(public, crawls_told(archive), week, Places(said.site if said else ""))


@contextmanager
def _state(archive: Path, said: TellFile, environment: Mapping[str, str], now: datetime) -> Iterator[_State]:
    everybody, crawls = receivers(said, environment), crawls_told(archive)
    if not has_changes(archive / "public.db"):
        yield _State(said, everybody, crawls, None, {})
        return
    with closing(open_public(archive)) as public:
        yield _State(said, everybody, crawls, public, digests_of(archive, said, public, crawls, now))


def _write_down(box: Outbox, state: _State, now: datetime) -> None:
    write_down(box, state.receivers, state.public, state.crawls, state.said, now)
    write_down_weeks(box, state.receivers, list(state.digests), now)


def _say_given_up(sending: Delivery, state: _State) -> None:
    """Tell the receivers that still take messages of what another one did not take."""
    well = [receiver for receiver in state.receivers if receiver.channel.name not in sending.down]
    now = sending.clock()
    for key, count in sending.given_up.items():
        note = f"{key}: {count} messages were given up and will not be sent"
        write_down_note(sending.box, well, "", f"given up {key} {now:%F}", note, now)
