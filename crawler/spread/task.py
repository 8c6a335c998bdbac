"""What the coordinator tells a worker of one crawl, and what it is told back: JSON, so that either side checks it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

#: The folder of an attempt on its worker, and what lies in it beside a shard's own files.
SEED, LOG = "archive.db", "crawl.jsonl"
#: More than any crawl says of itself.
MAX_SAID = 10_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """One attempt at one portal. ``attempt`` names its folder; ``key`` and ``pledge`` of what signs its manifest.

    ``lease`` is how many seconds the crawl goes on without hearing that it is still wanted.
    """

    job: str
    attempt: str
    portal: str
    host: str
    contact: str
    full: bool
    lease: float
    key: str = ""
    authorities: tuple[str, ...] = ()

    def to_json(self) -> str:
        """As ``of_json`` reads it."""
        return json.dumps(asdict(self))

    @classmethod
    def of_json(cls, said: str) -> Task:
        """The task that ``to_json`` wrote. Raises ValueError, TypeError where it is none."""
        fields: dict[str, Any] = json.loads(said)
        return cls(**{**fields, "authorities": tuple(fields["authorities"])})


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an attempt: the exit code of its crawl, its requests, and the files of its shard with sizes."""

    code: int
    requests: int
    files: tuple[tuple[str, int], ...]

    def to_json(self) -> str:
        """As ``of_json`` reads it."""
        return json.dumps(asdict(self))

    @classmethod
    def of_json(cls, said: object) -> Ended:
        """What a worker said. Raises ValueError where it is nothing of the kind."""
        if not isinstance(said, str) or len(said) > MAX_SAID:
            raise ValueError("what the worker said is no answer")
        try:
            fields = json.loads(said)
            files = tuple((str(name), int(size)) for name, size in fields["files"])
            return cls(int(fields["code"]), int(fields["requests"]), files)
        except (TypeError, KeyError, RecursionError) as error:
            raise ValueError(f"what the worker said is no answer: {error!r}") from error
