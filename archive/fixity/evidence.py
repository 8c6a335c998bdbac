"""Signatures: whole, by known keys, and of the manifests that they stand beside; with their timestamps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.fixity.chains import bound_by
from archive.fixity.kept import Kept
from archive.fixity.manifests import Stored
from archive.fixity.problems import Problem
from archive.fixity.stamps import TimestampCheck
from archive.manifest import MERGES, names_before
from archive.merges import read_merges
from archive.signing.keys import FOLDER as KEYS
from archive.signing.keys import MAX_KEY_BYTES, PublicKey, raw_signature, read_public_key
from archive.signing.signatures import MAX_SIGNATURE_BYTES, key_path, named_key, signature_path
from archive.signing.timestamps import FOLDER as AUTHORITIES

_NOT_KEPT = "its bytes are not those that it was kept with"


@dataclass(frozen=True, slots=True)
class Attested:
    """What stands behind one crawl: the key that signed its manifest, and when each authority saw that (UTC)."""

    crawl: str
    closed_at: str
    key: str
    times: Mapping[str, datetime]
    waiting: tuple[str, ...]


class EvidenceCheck:
    """The check of all signatures and timestamps.

    ``trusted``: fingerprints that signatures have to be by; of none, every key in ``keys/`` is as good as another.
    Where there are some, the newest manifest of each chain must be signed: by the chain it speaks for those before it
    that are not.
    After ``problems`` has come to its end, ``attested`` has what is sound, crawl by crawl.
    """

    def __init__(self, archive: Path, manifests: Iterable[Stored], trusted: Iterable[str] = ()) -> None:
        self._archive = archive
        self._manifests = list(manifests)
        self._trusted = frozenset(trusted)
        self._sound = {manifest.name: manifest for manifest in self._manifests if manifest.is_sound}
        self._newest = self._ends()
        self._keys: dict[str, PublicKey] = {}
        self._kept = Kept(archive)
        self._timestamps = TimestampCheck(archive, self._kept)
        self.attested: list[Attested] = []

    def _ends(self) -> set[str]:
        """Digests of the manifests that no other one binds; one, where no merge came after it."""
        links = {manifest.sha256: names_before(manifest.content) for manifest in self._sound.values()}
        merged = {each.sha256: names_before(each.content) for each in read_merges(self._archive)}
        return links.keys() - bound_by(merged | links, [*links])

    def problems(self) -> Iterator[Problem]:
        """What is wrong. Raises OSError."""
        for problem in self._found():
            self._kept.named.add(problem.where)
            yield problem

    def _found(self) -> Iterator[Problem]:
        yield from self._kept.problems()
        yield from self._public_keys()
        for manifest in self._manifests:
            yield from self._manifest(manifest)
        yield from self._left()

    def _public_keys(self) -> Iterator[Problem]:
        for path in sorted((self._archive / KEYS).glob("*")):
            name = self._kept.name(path)
            try:
                key = _public_key(path)
            except (OSError, ValueError) as error:
                yield Problem(name, "altered_key", f"it is no public key: {error}")
                continue
            if path.name != f"{key.fingerprint}.pem" or name in self._kept.altered:
                yield Problem(name, "altered_key", f"{_NOT_KEPT}; it is the key {key.fingerprint}")
            else:
                self._keys[key.fingerprint] = key

    def _manifest(self, manifest: Stored) -> Iterator[Problem]:
        path = self._archive / manifest.name
        pledge: Mapping[str, Any] = manifest.content.get("pledge") or {} if manifest.name in self._sound else {}
        if not signature_path(path).is_file():
            yield from self._unsigned(path, manifest, pledge)
            return
        key, wrong = self._signature(path, manifest, pledge)
        if wrong:
            yield wrong
        if key is None:
            return
        times: dict[str, datetime] = {}
        yield from self._timestamps.of(manifest, pledge, times)
        if not wrong:
            closed, waiting = str(manifest.content.get("closed_at")), self._timestamps.waiting(path.stem)
            self.attested.append(Attested(path.stem, closed, key, times, waiting))

    def _unsigned(self, path: Path, manifest: Stored, pledge: Mapping[str, Any]) -> Iterator[Problem]:
        where = self._kept.name(signature_path(path))
        if pledge.get("key") or where in self._kept.listed:
            by = pledge.get("key") or "a key"
            yield Problem(where, "missing_signature", f"{manifest.name} was signed by {by}, and that is not there")
        elif self._trusted and manifest.sha256 in self._newest:
            yield Problem(where, "missing_signature", "the newest manifest, which binds those before it, is not signed")

    def _signature(self, path: Path, manifest: Stored, pledge: Mapping[str, Any]) -> tuple[str | None, Problem | None]:
        """The key that signed a manifest, and what is wrong with the signature; no key where nothing can be said."""
        where, own, said = self._kept.name(signature_path(path)), self._kept.name(key_path(path)), named_key(path)
        if not key_path(path).exists():
            return None, Problem(own, "missing_signature", "which key made the signature is not there")
        if own in self._kept.altered or not said:
            return None, Problem(own, "altered_signature", f"{_NOT_KEPT}: it does not name the key that signed")
        with signature_path(path).open("rb") as file:
            signature = file.read(MAX_SIGNATURE_BYTES + 1)
        if where in self._kept.altered or not _is_der(signature):
            return None, Problem(where, "altered_signature", "its bytes are not those of the signature that was made")
        if manifest.name not in self._sound:
            return None, None  # named already
        by = self._signer(said, signature, manifest.stored)
        return by, self._judged(where, said, by, pledge.get("key") or said)

    def _signer(self, said: str, signature: bytes, content: bytes) -> str | None:
        """The key that made a signature; the one that is named is tried first."""
        keys = sorted(self._keys.values(), key=lambda key: key.fingerprint != said)
        return next((key.fingerprint for key in keys if key.verifies(signature, content)), None)

    def _judged(self, where: str, said: str, by: str | None, pledged: str) -> Problem | None:
        if by is None and said not in self._keys:
            if f"{KEYS}/{said}.pem" in self._kept.named:
                return None  # the key was named
            return Problem(where, "unknown_key", f"{KEYS}/ has no key {said}")
        if by is None:
            return Problem(where, "wrong_signature", f"by the key {said} it is no signature of the manifest")
        if by != said or by != pledged:
            return Problem(where, "wrong_key", f"it is by the key {by}, and should be by {pledged}")
        if self._trusted and by not in self._trusted:
            return Problem(where, "untrusted_key", f"it is by the key {by}, which is none of those that you trust")
        return None

    def _left(self) -> Iterator[Problem]:
        """What is in the list and was neither found nor named with what it belongs to."""
        for name in self._kept.left():
            folder = name.partition("/")[0]
            if folder == MERGES:
                continue  # named with the chains
            manifest = name[: name.find(".json") + len(".json")]
            if folder == "crawls" and self._is_named(manifest):
                continue
            what = {KEYS: "unknown_key", AUTHORITIES: "altered_authority"}.get(folder, "altered_signature")
            yield Problem(name, what, f"it is not there, or {_NOT_KEPT}")

    def _is_named(self, manifest: str) -> bool:
        """Whether a manifest is gone or altered, or something of it was named: then its evidence is no more to say."""
        return manifest not in self._sound or any(name.startswith(manifest) for name in self._kept.named)


def _public_key(path: Path) -> PublicKey:
    with path.open("rb") as file:
        return read_public_key(file.read(MAX_KEY_BYTES))


def _is_der(signature: bytes) -> bool:
    try:
        raw_signature(signature)
    except ValueError:
        return False
    return True
