"""Signatures and timestamps: whole, by known keys and authorities, and of what the archive holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.fixity.manifests import Stored
from archive.fixity.problems import Problem
from archive.manifest import file_entry
from archive.signing.evidence_list import FILE, EvidenceListError, evidence_files, read_evidence_list
from archive.signing.keys import FOLDER as KEYS
from archive.signing.keys import PublicKey, raw_signature, read_public_key
from archive.signing.queue import read_queue
from archive.signing.signatures import MAX_SIGNATURE_BYTES, key_path, named_key, signature_path, timestamp_path
from archive.signing.timestamps import (
    FOLDER as AUTHORITIES,
)
from archive.signing.timestamps import (
    MAX_ANSWER_BYTES,
    TimestampError,
    certificates_path,
    read_certificates,
    time_of,
)

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

#: By so much two sound clocks may differ.
_CLOCKS = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Attested:
    """What stands behind one crawl: the key that signed its manifest, and when each authority saw that (UTC)."""

    crawl: str
    closed_at: str
    key: str
    times: tuple[tuple[str, datetime], ...]
    waiting: tuple[str, ...]


class EvidenceCheck:
    """The check of all signatures and timestamps.

    ``trusted``: fingerprints that signatures have to be by; of none, every key in ``keys/`` is as good as another.
    Where there are some, the newest manifest must be signed: by the chain it speaks for those before it that are not.
    After ``problems`` has come to its end, ``attested`` has what is sound, crawl by crawl.
    """

    def __init__(self, archive: Path, manifests: Iterable[Stored], trusted: Iterable[str] = ()) -> None:
        self._archive = archive
        self._manifests = list(manifests)
        self._trusted = frozenset(trusted)
        sound = (manifest for manifest in self._manifests if manifest.is_sound)
        self._newest = max(sound, key=lambda manifest: manifest.content["number"], default=None)
        self._keys: dict[str, PublicKey] = {}
        self._listed: dict[str, str] = {}
        self._altered: set[str] = set()  # paths whose bytes are not those of the list
        self._named: set[str] = set()
        self._authorities_read: dict[str, tuple[Certificate, ...]] = {}
        self._waiting = {(each.crawl, each.authority): each for each in read_queue(archive).values()}
        self.attested: list[Attested] = []

    def problems(self) -> Iterator[Problem]:
        """What is wrong. Raises OSError."""
        for problem in self._found():
            self._named.add(problem.where)
            yield problem

    def _found(self) -> Iterator[Problem]:
        yield from self._list()
        yield from self._public_keys()
        for manifest in self._manifests:
            yield from self._manifest(manifest)
        yield from self._left()

    def _list(self) -> Iterator[Problem]:
        present = evidence_files(self._archive)
        try:
            self._listed = read_evidence_list(self._archive)
        except EvidenceListError as error:
            yield Problem(FILE, "altered_evidence_list", str(error))
            return
        if present and not (self._archive / FILE).exists():
            yield Problem(FILE, "altered_evidence_list", f"it is not there; {len(present)} signatures and keys are")
            return
        for name in present:
            if name not in self._listed:
                yield Problem(name, "unlisted_evidence", f"{FILE} does not have it; `gongkai sign` adds it")
            elif file_entry(self._archive / name, name).sha256 != self._listed[name]:
                self._altered.add(name)

    def _public_keys(self) -> Iterator[Problem]:
        for path in sorted((self._archive / KEYS).glob("*")):
            name = f"{KEYS}/{path.name}"
            try:
                key = read_public_key(path.read_bytes())
                why = "" if key.fingerprint == path.stem else f"it is the key {key.fingerprint}"
            except ValueError as error:
                why = f"it is no public key: {error}"
            if why or name in self._altered or path.suffix != ".pem":
                yield Problem(name, "altered_key", why or "its bytes are not those that it was kept with")
            else:
                self._keys[path.stem] = key

    def _manifest(self, manifest: Stored) -> Iterator[Problem]:
        path = self._archive / manifest.name
        pledge: dict[str, Any] = (manifest.content.get("pledge") or {}) if manifest.is_sound else {}
        if not signature_path(path).is_file():
            yield from self._unsigned(path, manifest, pledge)
            return
        key, problem = self._signature(path, manifest, pledge)
        if problem:
            yield problem
        if key is None:
            return
        times = []
        for authority in self._authorities(path, pledge):
            time, problem = self._timestamp(path, manifest, authority)
            if problem:
                yield problem
            elif time:
                times.append((authority, time))
        if not problem:
            closed = str(manifest.content.get("closed_at"))
            waiting = tuple(name for crawl, name in self._waiting if crawl == path.stem)
            self.attested.append(Attested(path.stem, closed, key, tuple(times), waiting))

    def _unsigned(self, path: Path, manifest: Stored, pledge: dict[str, Any]) -> Iterator[Problem]:
        where = self._name(signature_path(path))
        if pledge.get("key") or where in self._listed:
            by = pledge.get("key") or "a key"
            yield Problem(where, "missing_signature", f"{manifest.name} was signed by {by}, and that is not there")
        elif self._trusted and manifest is self._newest:
            yield Problem(where, "missing_signature", "the newest manifest, which binds all others, is not signed")

    def _signature(self, path: Path, manifest: Stored, pledge: dict[str, Any]) -> tuple[str | None, Problem | None]:
        """The key that signed a manifest, and what is wrong with the signature; no key where nothing can be said."""
        where, said = self._name(signature_path(path)), named_key(path)
        if self._name(key_path(path)) in self._altered or not said:
            detail = "it does not name the key that signed; its bytes are not those it was kept with"
            missing = not key_path(path).exists()
            what = "missing_signature" if missing else "altered_signature"
            return None, Problem(self._name(key_path(path)), what, detail if not missing else "it is not there")
        with signature_path(path).open("rb") as file:
            signature = file.read(MAX_SIGNATURE_BYTES + 1)
        if where in self._altered or not _is_der(signature):
            return None, Problem(where, "altered_signature", "its bytes are not those of the signature that was made")
        if not manifest.is_sound:
            return None, None  # named already
        by = self._signer(said, signature, manifest.stored)
        return by, self._judged(where, said, by, pledge.get("key") or said)

    def _signer(self, said: str, signature: bytes, content: bytes) -> str | None:
        own = [self._keys[said]] if said in self._keys else []
        keys = [*own, *(key for name, key in self._keys.items() if name != said)]
        return next((key.fingerprint for key in keys if key.verifies(signature, content)), None)

    def _judged(self, where: str, said: str, by: str | None, pledged: str) -> Problem | None:
        if by is None and said not in self._keys:
            if f"{KEYS}/{said}.pem" in self._named:
                return None  # the key was named
            return Problem(where, "unknown_key", f"{KEYS}/ has no key {said}")
        if by is None:
            return Problem(where, "wrong_signature", f"by the key {said} it is no signature of the manifest")
        if by != said or by != pledged:
            return Problem(where, "wrong_key", f"it is by the key {by}, and should be by {pledged}")
        if self._trusted and by not in self._trusted:
            return Problem(where, "untrusted_key", f"it is by the key {by}, which is none of those that you trust")
        return None

    def _authorities(self, path: Path, pledge: dict[str, Any]) -> list[str]:
        head, tail = timestamp_path(path, "\n").name.split("\n")
        there = {each.name[len(head) : -len(tail)] for each in path.parent.glob(f"{head}*{tail}")}
        listed = {
            name.removeprefix(f"crawls/{head}").removesuffix(tail)
            for name in self._listed
            if name.startswith(f"crawls/{head}") and name.endswith(tail)
        }
        return sorted(there | listed | set(pledge.get("authorities", ())))

    def _timestamp(self, path: Path, manifest: Stored, authority: str) -> tuple[datetime | None, Problem | None]:
        stamp = timestamp_path(path, authority)
        where = self._name(stamp)
        if not stamp.is_file():
            if (path.stem, authority) in self._waiting and where not in self._listed:
                return None, None
            return None, Problem(
                where, "missing_timestamp", f"{authority} was to timestamp it, or did; it is not there"
            )
        if where in self._altered:
            return None, Problem(where, "altered_timestamp", "its bytes are not those that the authority sent")
        trusted, why = self._certificates(authority)
        if trusted is None:
            return None, why
        with stamp.open("rb") as file:
            answer = file.read(MAX_ANSWER_BYTES + 1)
        try:
            time = time_of(answer, signature_path(path).read_bytes(), trusted)
        except TimestampError as error:
            return None, Problem(where, error.what, str(error))
        closed = _instant(manifest.content.get("closed_at"))
        if closed and time < closed - _CLOCKS:
            return None, Problem(where, "timestamp_too_early", f"at {time:%Y-%m-%dT%H:%M:%SZ} {authority} saw the "
                                 f"manifest of a crawl that closed at {manifest.content['closed_at']}")  # fmt: skip
        return time, None

    def _certificates(self, authority: str) -> tuple[tuple[Certificate, ...] | None, Problem | None]:
        """The certificates of an authority, or what is wrong with them; neither where that was said."""
        path = certificates_path(self._archive, authority)
        where = self._name(path)
        if where not in self._authorities_read:
            self._authorities_read[where] = _read(path)
        trusted = self._authorities_read[where]
        if trusted and where not in self._altered:
            return trusted, None
        if where in self._named:
            return None, None
        self._named.add(where)
        why = "its bytes are not those that it was kept with" if path.exists() else "it is not there"
        return None, Problem(where, "altered_authority", f"{why}; timestamps of {authority} cannot be verified")

    def _left(self) -> Iterator[Problem]:
        """What is in the list and was neither found nor named with what it belongs to."""
        manifests = {manifest.name for manifest in self._manifests}
        for name in sorted(self._listed):
            folder = name.partition("/")[0]
            if name in self._named or ((self._archive / name).is_file() and name not in self._altered):
                continue
            manifest = name[: name.find(".json") + len(".json")]
            if folder == "crawls" and (manifest not in manifests or self._is_named(manifest)):
                continue
            what = {KEYS: "unknown_key", AUTHORITIES: "altered_authority"}.get(folder, "altered_signature")
            yield Problem(name, what, "it is not there, or its bytes are not those that it was kept with")

    def _is_named(self, manifest: str) -> bool:
        sound = {each.name for each in self._manifests if each.is_sound}
        return manifest not in sound or any(name.startswith(manifest) for name in self._named)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._archive).as_posix()


def _read(path: Path) -> tuple[Certificate, ...]:
    try:
        return tuple(read_certificates(path))
    except (OSError, ValueError):
        return ()


def _is_der(signature: bytes) -> bool:
    try:
        raw_signature(signature)
    except ValueError:
        return False
    return True


def _instant(said: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return time if time.tzinfo else None
