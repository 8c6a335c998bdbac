"""Attesting an archive: manifests that lack a signature are signed, signatures that lack a timestamp get one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive.clock import Clock, system_clock
from archive.manifest import decode
from archive.signing.evidence_list import evidence_files, list_evidence, read_evidence_list
from archive.signing.keys import SigningKey
from archive.signing.queue import Waiting, read_queue, write_queue
from archive.signing.signatures import Signed, sign_manifest, signed, timestamp_path, unsigned
from archive.signing.timestamps import (
    TimestampError,
    certificates_path,
    read_certificates,
    time_of,
    timestamp_request,
)
from archive.whole_file import write_whole
from crawler.errors import NoContactError
from crawler.signing.authority import NoAnswerError, ask
from crawler.signing.settings import Attestation, Authority
from crawler.urls import is_loopback


@dataclass(slots=True)
class Attested:
    """What was done: crawls whose manifest was signed, timestamps that came (crawl, authority), what still waits."""

    signed: list[str] = field(default_factory=list)
    stamped: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)


def attest(
    archive: Path, by: Attestation, contact: str, *, only_pledged: bool = True, clock: Clock = system_clock
) -> Attested:
    """Sign what lacks a signature, and ask for what lacks a timestamp and is due. The caller holds the archive's lock.

    ``only_pledged``: of the manifests those that say that this key signs them, and no older ones. An authority that
    gives nothing is asked again later. Raises NoContactError before anybody but this machine is asked,
    archive.signing.evidence_list.EvidenceListError, OSError.
    """
    check_authorities(by.authorities, contact)
    done = Attested()
    if by.key is not None:
        for manifest in unsigned(archive):
            if _may_sign(manifest, by.key, only_pledged=only_pledged):
                sign_manifest(archive, manifest, by.key)
                done.signed.append(manifest.stem)
    _list_new(archive)  # before anybody is asked, which can take long: whoever ends this leaves a sound archive
    _stamp(archive, by.authorities, contact, done, clock)
    _list_new(archive)
    return done


def _list_new(archive: Path) -> None:
    list_evidence(archive, set(evidence_files(archive)) - read_evidence_list(archive).keys())


def check_authorities(authorities: Iterable[Authority], contact: str) -> None:
    """Raise NoContactError where nobody says who is asking, and one of them is not this machine."""
    for authority in authorities:
        if not contact and not is_loopback(authority.url):
            raise NoContactError(
                f"{authority.url} is not this machine: say who is asking with --contact you@example.org or "
                "GONGKAI_CONTACT, so that the authority can write to you"
            )


def _may_sign(manifest: Path, key: SigningKey, *, only_pledged: bool) -> bool:
    """A manifest that names the key which signs it is signed by no other: `gongkai check` would call that wrong."""
    pledge = (decode(manifest.read_bytes()) or {}).get("pledge")
    named = pledge.get("key") if isinstance(pledge, dict) else None
    return named == key.public.fingerprint or (not named and not only_pledged)


def _stamp(archive: Path, authorities: Iterable[Authority], contact: str, done: Attested, clock: Clock) -> None:
    queue, every = read_queue(archive), list(signed(archive))
    for authority in authorities:
        for each in every:
            place = (each.crawl, authority.name)
            if not timestamp_path(each.manifest, authority.name).exists():
                queue.setdefault(place, Waiting(*place, since=clock().isoformat()))
    write_queue(archive, list(queue.values()))
    for authority in authorities:
        _stamp_by(archive, authority, every, contact, done, queue, clock)
    done.waiting = list(queue.values())
    write_queue(archive, done.waiting)


def _stamp_by(
    archive: Path,
    authority: Authority,
    every: Iterable[Signed],
    contact: str,
    done: Attested,
    queue: dict[tuple[str, str], Waiting],
    clock: Clock,
) -> None:
    """Ask one authority for what is due. Where it gives nothing once, it is asked for no more in this run."""
    for each in every:
        place, now = (each.crawl, authority.name), clock()
        if place not in queue or not queue[place].is_due(now):
            continue
        left = _asked(archive, authority, each, contact, queue[place], now)
        if left is not None:
            queue[place] = left
            return
        del queue[place]
        done.stamped.append(place)


def _asked(
    archive: Path, authority: Authority, each: Signed, contact: str, waiting: Waiting, now: datetime
) -> Waiting | None:
    """Ask for one timestamp, verify it and keep it; what waits where none came."""
    request = timestamp_request(each.signature)
    trusted = read_certificates(certificates_path(archive, authority.name))
    try:
        answer = ask(authority.url, request.content, contact)
        time_of(answer, each.signature, trusted, nonce=request.nonce, policy=authority.policy)
    except NoAnswerError as error:
        return waiting.refused(now, str(error), error.wait)
    except TimestampError as error:
        return waiting.refused(now, f"its answer is not taken: {error}")
    write_whole(timestamp_path(each.manifest, authority.name), answer)
    return None
