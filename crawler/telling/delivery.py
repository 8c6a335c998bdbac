"""Sending what waits: each message until its receiver takes it, less and less often, and not for ever.

A receiver that takes nothing is asked once in a run. A message is tried again after 5 minutes, 10, 20 and so on up to
12 hours (when the next run comes), later where the receiver asks for it, and is given up after some days; that is said
to whoever looks on and to the other receivers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.publish.news.rows import CHANGES, FINDINGS
from crawler.telling.connection import NotTakenError
from crawler.telling.content import Sources, content_of
from crawler.telling.outbox import Message, Outbox
from crawler.telling.receivers import Receiver

Clock = Callable[[], datetime]
#: Seconds after which no further message is begun; the rest waits for the next run.
BUDGET = 600.0
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)
#: No receiver can put a message off for longer.
_LONGEST_ASKED = timedelta(days=1)


@dataclass(slots=True)
class Delivered:
    """What a run sent, and what it says: a line for each receiver that took nothing and for what was given up."""

    sent: int = 0
    given_up: dict[str, int] = field(default_factory=dict)  # by the receiver's key
    failing: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)


def deliver(
    box: Outbox,
    receivers: Sequence[Receiver],
    sources: Sources,
    clock: Clock,
    patience: timedelta,
    is_stopped: Callable[[], bool],
    done: Delivered,
) -> None:
    """Send what is due and note what became of it in ``done``; ``patience`` is how long a message is tried."""
    started = time.monotonic()
    for receiver in receivers:
        for message in box.waiting(receiver.key):
            if is_stopped():
                return
            if time.monotonic() - started > BUDGET:
                done.said.append("there is more to be told than one run has time for: the next one goes on")
                return
            if not _is_due(message, sources, clock()):
                continue
            if not _send(box, receiver, message, sources, clock, patience, done):
                break


def _is_due(message: Message, sources: Sources, now: datetime) -> bool:
    """Whether to try a message now: also one that was put off further than any is, by a clock that was ahead."""
    is_there = sources.public is not None or message.topic not in (CHANGES, FINDINGS)
    wait = datetime.fromisoformat(message.next_at) - now
    return is_there and (not message.attempts or wait <= timedelta() or wait > 2 * _LONGEST_ASKED)


def _send(
    box: Outbox,
    receiver: Receiver,
    message: Message,
    sources: Sources,
    clock: Clock,
    patience: timedelta,
    done: Delivered,
) -> bool:
    """Try one message; whether the receiver may be asked to take another one."""
    content, now = content_of(message, sources), clock()
    if content is None:
        box.give_up(message, now, "nothing is left of what it was to tell")
        return True
    try:
        receiver.send(message.id, content, now)
    except NotTakenError as error:
        _not_taken(box, receiver, message, error, clock(), patience, done)
        return not (error.is_of_all or error.is_final)
    box.sent(message, clock())
    done.sent += 1
    return True


def _not_taken(
    box: Outbox,
    receiver: Receiver,
    message: Message,
    error: NotTakenError,
    now: datetime,
    patience: timedelta,
    done: Delivered,
) -> None:
    concerned = box.waiting(receiver.key) if error.is_of_all or error.is_final else (message,)
    given_up = 0
    for each in concerned:
        if error.is_final or now - datetime.fromisoformat(each.created_at) >= patience:
            box.give_up(each, now, str(error))
            given_up += 1
        else:
            box.postpone(each, max(now + wait_of(each, error), datetime.fromisoformat(each.next_at)), str(error))
    done.failing.add(receiver.key)
    done.said.append(f"{receiver.key}: {error}; {len(concerned) - given_up} messages are tried again")
    if given_up:
        done.given_up[receiver.key] = done.given_up.get(receiver.key, 0) + given_up
        done.said.append(f"{receiver.key}: {given_up} messages are given up and will not be sent")


def wait_of(message: Message, error: NotTakenError) -> timedelta:
    """How long a message waits after one more failure: twice as long each time, and up to a quarter more, so that not
    all come back at once.
    """
    wait = min(_FIRST_WAIT * 2.0 ** min(message.attempts, 20), _LONGEST_WAIT)
    wait += wait * (int(message.id[-4:], 16) / 0xFFFF / 4)
    return max(wait, min(timedelta(seconds=error.wait or 0), _LONGEST_ASKED))


def drop_unknown(box: Outbox, keys: Iterable[str], now: datetime, done: Delivered) -> None:
    """Give up what waits for receivers that tell.yml does not name any more."""
    known = frozenset(keys)
    for message in box.waiting():
        if message.channel not in known:
            box.give_up(message, now, "the receiver is not in tell.yml any more")
            done.said.append(f"{message.channel}: a message is given up, for tell.yml does not name it any more")
