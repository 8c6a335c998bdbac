"""The one function that the scheduled job calls when a run has ended, well or not."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.clock import Clock, system_clock
from archive.publish.news.crawls import crawls_told
from archive.publish.news.digest import digest
from archive.publish.news.places import Places
from crawler.telling.content import Sources, content_of
from crawler.telling.delivery import Delivery
from crawler.telling.due import RunFailure, write_down, write_down_failures, write_down_note, write_down_weeks
from crawler.telling.files import open_public, telling_lock, write_files
from crawler.telling.outbox import Outbox, outbox, outbox_copy
from crawler.telling.published import Published
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


def tell(
    archive: Path,
    failures: Sequence[RunFailure] = (),
    *,
    environment: Mapping[str, str] = os.environ,
    clock: Clock = system_clock,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Told:
    """Write the feeds and digests, and send what is due, as tell.yml of the archive says; without it, do nothing.

    To be called after public.db was built, and after a run that published nothing. ``failures`` are runs of which no
    crawl in archive.db tells; once ``is_stopped`` nothing more is sent. What receivers do raises nothing. Raises
    crawler.errors.TellFileError, archive.lock.ArchiveInUseError where another one is telling,
    archive.publish.one_file.NotPublicError, sqlite3.Error and OSError.
    """
    said = read_tell_file(archive, environment)
    if said is None:
        return Told()
    everybody = receivers(said, environment)
    with outbox(archive) as box:
        # Before the lock: of these runs nothing else tells, should another one be telling.
        write_down_failures(box, everybody, failures, crawls_told(archive), clock())
        with telling_lock(archive), closing(Published(archive, said, clock)) as published:
            written = write_files(archive, said, published.sources.digests)

            def newest() -> Sources:
                """What to tell from; where public.db was swapped, feeds and digests are written again at once."""
                if published.renew():
                    written.extend(write_files(archive, said, published.sources.digests))
                return published.sources

            box.forget(clock() - _KEPT)
            _write_down(box, everybody, published.sources, said, clock())
            sending = Delivery(box, everybody, newest, clock, timedelta(days=said.give_up_after), is_stopped)
            _send_all(sending)
            newest()
            given_up, waiting = sending.given_up.total(), len(box.waiting())
            return Told(sending.sent, waiting, given_up, tuple(sending.said), tuple(dict.fromkeys(written)))


def _send_all(sending: Delivery) -> None:
    sending.drop_unknown()
    sending.deliver()
    if sending.given_up:
        _say_given_up(sending)
        sending.deliver()


def what_is_due(
    archive: Path, *, environment: Mapping[str, str] = os.environ, clock: Clock = system_clock
) -> tuple[str, ...]:
    """Every message that waits or would be written down now, as it would be sent. Changes nothing and sends nothing.

    Raises as :func:`tell` does.
    """
    said = read_tell_file(archive, environment)
    if said is None:
        return ()
    everybody = receivers(said, environment)
    with closing(Published(archive, said, clock)) as published, outbox_copy(archive) as box:
        _write_down(box, everybody, published.sources, said, clock())
        shown = []
        for receiver in everybody:
            for message in box.waiting(receiver.key):
                content = content_of(message, published.sources)
                if content is not None:
                    shown.append(receiver.show(message.id, content, clock()))
        return tuple(shown)


def digest_text(archive: Path, week: str, *, environment: Mapping[str, str] = os.environ) -> str:
    """The digest of a week in Markdown. Raises ValueError where there is no such week; sqlite3.Error, OSError."""
    said = read_tell_file(archive, environment)
    with closing(open_public(archive)) as public:
        return digest(public, crawls_told(archive), week, Places(said.site if said else ""))


def _write_down(box: Outbox, everybody: Sequence[Receiver], sources: Sources, said: TellFile, now: datetime) -> None:
    write_down(box, everybody, sources.public, list(sources.crawls.values()), said, now)
    write_down_weeks(box, everybody, list(sources.digests), now)


def _say_given_up(sending: Delivery) -> None:
    """Tell the receivers that still take messages of what another one did not take."""
    well = [receiver for receiver in sending.receivers if receiver.channel.name not in sending.down]
    now = sending.clock()
    for name, count in sending.given_up.items():
        note = f"{name}: {count} messages were given up and will not be sent"
        write_down_note(sending.box, well, "", f"given up {name} {now:%F}", note, now)
