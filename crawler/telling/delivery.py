"""Sending what waits: each message until its receiver takes it, less and less often, and not for ever.

A receiver that takes nothing is asked once in a run. A message is tried again after 5 minutes, 10, 20 and so on up to
12 hours (when the next run comes), later where the receiver asks for it, and is given up after some days; that is said
to whoever looks on and to the other receivers.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.clock import Clock
from archive.publish.news.rows import CHANGES, FINDINGS
from crawler.telling.connection import NotTakenError
from crawler.telling.content import Sources, content_of
from crawler.telling.outbox import Message, Outbox
from crawler.telling.receivers import Receiver, name_of

#: Seconds after which no further message is begun; the rest waits for the next run.
BUDGET = 600.0
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)
#: No receiver can put a message off for longer.
_LONGEST_ASKED = timedelta(days=1)


@dataclass(slots=True)
class Delivery:
    """One run of sending. ``patience`` is how long a message is tried; once ``is_stopped`` nothing more is begun.
    ``sources`` is asked before each message, for what is published may have changed since the one before.

    ``said`` has a line for each receiver that took nothing and for what was given up, which is counted by channel.
    It goes to others: no address of a person is in it.
    """

    box: Outbox
    receivers: Sequence[Receiver]
    sources: Callable[[], Sources]
    clock: Clock
    patience: timedelta
    is_stopped: Callable[[], bool]
    sent: int = 0
    given_up: Counter[str] = field(default_factory=Counter)
    down: set[str] = field(default_factory=set)  # channels of which nobody is asked again in this run
    said: list[str] = field(default_factory=list)
    _started: float = field(default_factory=time.monotonic)

    def deliver(self) -> None:
        """Send what is due."""
        for receiver in self.receivers:
            for message in self.box.waiting(receiver.key):
                if receiver.channel.name in self.down:
                    break
                if self.is_stopped() or self._is_late():
                    return
                if self._is_due(message):
                    self._send(receiver, message)

    def drop_unknown(self) -> None:
        """Give up what waits for receivers that tell.yml does not name any more."""
        known = frozenset(receiver.key for receiver in self.receivers)
        for message in self.box.waiting():
            if message.channel not in known:
                self.box.give_up(message, self.clock(), "the receiver is not in tell.yml any more")
                self.said.append(
                    f"{name_of(message.channel)}: a message is given up, for tell.yml does not name it any more"
                )

    def _is_late(self) -> bool:
        if time.monotonic() - self._started <= BUDGET:
            return False
        self.said.append("there is more to be told than one run has time for: the next one goes on")
        return True

    def _is_due(self, message: Message) -> bool:
        """Whether to try a message now: also one that was put off further than any is, by a clock that was ahead."""
        wait = datetime.fromisoformat(message.next_at) - self.clock()
        if message.attempts and timedelta() < wait <= 2 * _LONGEST_ASKED:
            return False
        return message.topic not in (CHANGES, FINDINGS) or self.sources().public is not None

    def _send(self, receiver: Receiver, message: Message) -> None:
        content, now = content_of(message, self.sources()), self.clock()
        if content is None:
            why = "nothing is left of what it was to tell"
            self.box.give_up(message, now, why)
            self.said.append(f"{receiver.name}: a message is given up, for {why}")
            return
        try:
            receiver.send(message.id, content, now)
        except NotTakenError as error:
            self._not_taken(receiver, message, error)
        else:
            self.box.sent(message, self.clock())
            self.sent += 1

    def _not_taken(self, receiver: Receiver, message: Message, error: NotTakenError) -> None:
        """Put off the message, or all of the channel where nobody of it can be reached; give up what is too old."""
        concerned: tuple[Message, ...] = (message,)
        now, given_up = self.clock(), 0
        if error.is_of_all or error.is_final:
            self.down.add(receiver.channel.name)
            concerned = self._of_channel(receiver.channel.name)
        for each in concerned:
            if error.is_final or now - datetime.fromisoformat(each.created_at) >= self.patience:
                self.box.give_up(each, now, str(error))
                given_up += 1
            else:
                self.box.postpone(each, _next(each, now, error), str(error))
        self.said.append(f"{receiver.name}: {error}; {len(concerned) - given_up} messages are tried again")
        if given_up:
            self.given_up[receiver.name] += given_up
            self.said.append(f"{receiver.name}: {given_up} messages are given up and will not be sent")

    def _of_channel(self, name: str) -> tuple[Message, ...]:
        keys = [receiver.key for receiver in self.receivers if receiver.channel.name == name]
        return tuple(message for key in keys for message in self.box.waiting(key))


def _next(message: Message, now: datetime, error: NotTakenError) -> datetime:
    """When a message is tried again: not earlier than was said before, unless a clock was ahead then."""
    before = min(datetime.fromisoformat(message.next_at), now + _LONGEST_ASKED)
    return max(now + wait_of(message, error), before)


def wait_of(message: Message, error: NotTakenError) -> timedelta:
    """How long a message waits after one more failure: twice as long each time, and up to a quarter more, so that not
    all come back at once.
    """
    wait = min(_FIRST_WAIT * 2.0 ** min(message.attempts, 20), _LONGEST_WAIT)
    wait += wait * (int(message.id[-4:], 16) / 0xFFFF / 4)
    return max(wait, min(timedelta(seconds=error.wait or 0), _LONGEST_ASKED))
