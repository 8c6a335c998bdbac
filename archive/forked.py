"""Work for every core: processes forked off this one, each at the other end of a pipe.

A fork shares the memory of what it is forked from, and needs no start-up: of a few hundred pages it is worth it. What a
process does not answer, because it was ended, is stuck, or because the work raised, is done here.
"""

from __future__ import annotations

import copyreg
import gc
import logging
import os
import resource
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import partial
from mmap import mmap
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from operator import attrgetter
from select import POLLIN, poll
from struct import Struct, pack
from types import TracebackType
from typing import Any, Generic, TypeVar

Job = TypeVar("Job")
Made = TypeVar("Made")
#: Jobs that wait at a process while it is at work on one before them: it is never without one.
_AHEAD = 2
#: Jobs that were done here and wait for one before them, which takes long or is stuck.
_HELD = 16
#: Bytes that a pipe holds, whatever the system.
_PIPE = 100_000
#: Bytes of an answer that lies in memory until it is taken; of a longer one a process waits until it is.
_PLACE = 1_000_000
_SIZE = Struct("q")
#: Seconds that a process may take for a job; none needs a tenth of them. What is forked while a thread of a library
#: holds a lock, or waits for threads that are not there in a fork, never answers.
_PATIENCE = 300.0


def cores() -> int:
    """How many cores this process may use; 1 where that cannot be told, or no process can be forked."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def pickle_plainly(*kinds: type) -> None:
    """Have frozen dataclasses sent by the values of their fields: dataclasses' own way takes several times as long."""
    for kind in kinds:
        names = [field.name for field in fields(kind)]
        copyreg.pickle(kind, _reducer(kind, names))


def _reducer(kind: type, names: list[str]) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    if len(names) == 1:
        return lambda one: (kind, (getattr(one, names[0]),))
    values = attrgetter(*names)
    return lambda one: (kind, values(one))


def _close_all_but(descriptor: int) -> None:
    """In a fork: let go of what the program has open. A lock, or the end of a pipe, is not to outlive it here."""
    logging.disable()  # whatever is opened next may have the number of a log
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


class _Shelf:
    """Memory that a process shares with those forked off it: answers lie there from when they are made until they are
    taken, in turn. A pipe holds one of some size, and who sends the next would wait.
    """

    def __init__(self, places: int) -> None:
        self._memory = mmap(-1, places * _PLACE)  # what nobody writes to takes no memory
        self._places = places
        self._turn = 0

    def _next(self) -> int:
        self._turn += 1
        return self._turn % self._places * _PLACE

    def send(self, pipe: Connection, answer: object) -> None:
        """Say how long an answer is, and lay it there, or send it where it is too long. Raises OSError."""
        made, at = ForkingPickler.dumps(answer), self._next()
        if len(made) <= _PLACE:
            self._memory[at : at + len(made)] = made
        pipe.send_bytes(_SIZE.pack(len(made)))
        if len(made) > _PLACE:
            pipe.send_bytes(made)

    def receive(self, pipe: Connection) -> Any:
        """The next answer. Raises EOFError, OSError."""
        (size,), at = _SIZE.unpack(pipe.recv_bytes()), self._next()
        if size > _PLACE:
            return ForkingPickler.loads(pipe.recv_bytes())
        with memoryview(self._memory) as memory, memory[at : at + size] as made:
            return ForkingPickler.loads(made)


@dataclass(frozen=True, slots=True)
class Worker:
    """A process, and our end of the pipe to it."""

    process: int
    pipe: Connection

    def fileno(self) -> int:
        """The file descriptor that answers come by."""
        return self.pipe.fileno()

    def end(self) -> None:
        """End it, whatever it is at work on; what it has answered is not read any more."""
        self.pipe.close()
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)

    def close(self) -> None:
        """End it, and let go of it."""
        self.end()
        with suppress(ChildProcessError):
            os.waitpid(self.process, 0)


def fork(serve: Callable[[Connection], None]) -> Worker:
    """A process that does ``serve`` at the other end of a pipe, and ends with it or with the pipe. Raises OSError."""
    ours, theirs = socket.socketpair()
    for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):  # the system's own: looking before each costs more
        ours.setsockopt(socket.SOL_SOCKET, way, pack("ll", int(_PATIENCE), int(_PATIENCE % 1 * 1_000_000)))
    process = os.fork()
    if process:
        theirs.close()
        return Worker(process, Connection(ours.detach()))
    try:
        _close_all_but(theirs.fileno())
        gc.freeze()  # what is shared is no garbage, and looking through it would copy all of it
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which ends this
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with suppress(EOFError, OSError):
            serve(Connection(theirs.detach()))
    finally:
        os._exit(0)  # nothing that this process holds is to be closed, flushed or ended by a copy of it


@dataclass(frozen=True, slots=True)
class _Asked(Generic[Job, Made]):
    """A job that is not taken yet: given to a process in so many bytes, or done, or to be done when it is taken."""

    job: Job
    worker: Worker | None = None
    sent: int = 0
    made: list[Made] | None = None


class Forked(Generic[Job, Made]):
    """Processes that each do ``work`` on one job after another; what was made is taken in the order of the jobs.

    Of jobs and answers one kind is to be small, so that neither side waits for ever for the other to take what it
    sends: all of it that is under way is what a pipe holds, 100 KB. Where answers may be large, ``largest`` says how
    many bytes a job may have: one that has more is done here. So is all where no process can be forked. Of each process
    there is room for ``ahead`` jobs that are not taken; ``places`` are for more where they are asked for all the same.
    To be closed; a process also ends when the pipe to it does, so that none outlives this one.
    """

    def __init__(
        self,
        work: Callable[[Job], Made],
        processes: int,
        largest: int | None = None,
        ahead: int = _AHEAD,
        places: int = 0,
    ) -> None:
        self._work = work
        self._largest = largest
        self._ahead = ahead
        self._places = max(ahead, places)
        self._jobs: deque[_Asked[Job, Made]] = deque()
        self._asked = 0
        self._workers: dict[Worker, _Shelf] = {}
        with suppress(OSError):  # a limit on processes or memory: fewer do it too
            for _ in range(processes):
                shelf = _Shelf(self._places)
                self._workers[fork(partial(self._serve, shelf))] = shelf

    def __enter__(self) -> Forked[Job, Made]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes, whatever they are at work on."""
        for worker in self._workers:
            worker.close()

    @property
    def has_room(self) -> bool:
        """Whether another job is taken before one is done."""
        if sum(job.made is None for job in self._jobs) >= self._ahead * max(1, len(self._workers)):
            return False
        worker = self._next
        under_way = sum(job.sent for job in self._jobs if job.worker is worker)
        return under_way + (self._largest or 0) <= _PIPE

    @property
    def _next(self) -> Worker | None:
        return [*self._workers][self._asked % len(self._workers)] if self._workers else None

    @property
    def waits(self) -> bool:
        """Whether something that was asked for is not taken yet."""
        return bool(self._jobs)

    @property
    def can_be_read(self) -> bool:
        """Whether a process has answered what is not taken yet, or has ended."""
        look = poll()
        for worker in self._workers:
            if worker.pipe.closed:
                return True
            look.register(worker, POLLIN)
        return bool(look.poll(0))

    def ask(self, job: Job) -> None:
        """Give a job to the process whose turn it is."""
        worker = self._next
        self._asked += 1
        has_place = sum(each.worker is worker for each in self._jobs) < self._places  # for its answer
        sent = ForkingPickler.dumps(job) if worker and has_place else b""
        if worker is None or not has_place or (self._largest is not None and len(sent) > self._largest):
            self._jobs.append(_Asked(job))
            return
        try:
            worker.pipe.send_bytes(sent)
        except OSError:  # what it was sent of the job, it cannot read
            worker.end()
        self._jobs.append(_Asked(job, worker, len(sent)))

    def take(self) -> Made:
        """What was made of the first job that is not taken yet. Raises what the work raises."""
        asked = self._jobs.popleft()
        made = asked.made if asked.made is not None else self._answer_of(asked.worker) if asked.worker else []
        return made[0] if made else self._work(asked.job)

    def _answer_of(self, worker: Worker) -> list[Made]:
        """What a process answers; nothing where it ended, or does not answer in time.

        An answer that comes later would be taken for that to the next job.
        """
        try:
            made: list[Made] = self._workers[worker].receive(worker.pipe)
        except (EOFError, OSError):
            worker.end()
            return []
        return made

    def map(self, jobs: Iterable[Job]) -> Iterator[Made]:
        """What is made of each job, in their order."""
        for job in jobs:
            if not self.has_room:
                yield self.take()
            self.ask(job)
        while self.waits:
            yield self.take()

    def shared(self, more: Callable[[], Job | None]) -> Iterator[Made]:
        """What is made of each job that ``more`` gives, in their order, until it gives none and nothing is under way.

        This process does jobs too, where it would wait. Raises what the work raises, when it is that job's turn.
        """
        while True:
            while self.has_room and (job := more()) is not None:
                self.ask(job)
            if not self.waits:
                return
            if self._has_time and (job := more()) is not None:
                self._jobs.append(_Asked(job, made=self._answer(job)))
            else:
                yield self.take()

    @property
    def _has_time(self) -> bool:
        """Whether to do a job here, rather than wait for what is taken next: as long as few wait behind that."""
        worker = self._jobs[0].worker
        if worker is None or worker.pipe.closed or worker.pipe.poll(0):
            return False
        return sum(job.made is not None for job in self._jobs) < _HELD

    def scatter(self, jobs: Sequence[Job]) -> list[Made]:
        """What is made of each job, in their order; jobs that take longer or less long go to whoever is free, this
        process too.

        They and their answers may be large: a process has one at a time. Nothing else is to be under way. Raises what
        the work raises.
        """
        made: dict[int, Made] = {}
        todo, free = deque(range(len(jobs))), deque(self._workers)
        at_work: dict[Worker, int] = {}
        while todo or at_work:
            while todo and free:
                worker = free.popleft()
                with suppress(OSError):  # it was ended, and is not asked again
                    worker.pipe.send(jobs[todo[0]])
                    at_work[worker] = todo.popleft()
            readable = wait([each.pipe for each in at_work], 0 if todo else _PATIENCE)
            if todo and not readable:
                number = todo.popleft()
                made[number] = self._work(jobs[number])
                continue
            for worker in [each for each in at_work if not readable or each.pipe in readable]:
                number = at_work.pop(worker)
                if not readable:  # all of them had their time
                    worker.end()
                answer = self._answer_of(worker)
                made[number] = answer[0] if answer else self._work(jobs[number])
                free.append(worker)
        return [made[number] for number in range(len(jobs))]

    def _serve(self, shelf: _Shelf, pipe: Connection) -> None:
        """In the fork: answer every job until the pipe ends."""
        while True:
            shelf.send(pipe, self._answer(pipe.recv()))

    def _answer(self, job: Job) -> list[Made]:
        """What is made of a job; nothing where the work raises."""
        try:
            return [self._work(job)]
        except Exception:  # noqa: BLE001 - whatever it is: in its turn the job is done again, and it is raised
            return []
