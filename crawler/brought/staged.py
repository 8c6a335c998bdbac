"""Files as they were brought: what they are by their content, and WARC files laid out to be read."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.foreign.limits import LIMITS, ForeignFileError, Limits
from archive.foreign.wacz import Wacz, open_wacz
from archive.manifest import decode, file_entry

_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_MOST_FILES = 1000
_NAME = 200  # characters of a file's name that are kept


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A WARC file that lies in the archive's folder now, by what it was called."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was brought: where it lies, its name, size and digest, and what the name of its form ends in."""

    path: Path
    name: str
    size: int
    sha256: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Staged:
    """What was brought. ``manifest`` is that of a crawl of this program, as it came along; empty without one."""

    form: str
    brought: tuple[Brought, ...]
    warcs: tuple[StagedFile, ...]
    manifest: bytes = b""
    signature: str = "none"
    key: str = ""
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of the one file, or of those of several in order."""
        digests = sorted(file.sha256 for file in self.brought)
        return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


def form_of(path: Path) -> str:
    """What a file is by its first bytes: warc, wacz or manifest. Raises ForeignFileError, OSError."""
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return "wacz"
    if start.startswith((b"\x1f\x8b", b"WARC/")):
        return "warc"
    if start.lstrip().startswith(b"{"):
        return "manifest"
    if start.startswith(_ZSTANDARD):
        raise ForeignFileError(f"{path}: is compressed with Zstandard; `zstd -d` makes a WARC of it that can be read")
    raise ForeignFileError(f"{path}: is neither a WARC (compressed or not) nor a WACZ")


def stage(files: Sequence[Path], folder: Path, limits: Limits = LIMITS) -> Staged:
    """Copy what was brought into ``folder`` and read what it is. Raises ForeignFileError, OSError."""
    if len(files) > _MOST_FILES:
        raise ForeignFileError(f"{len(files)} files at once; at most {_MOST_FILES}")
    forms = {file: form_of(file) for file in files}
    if "wacz" in forms.values() and len(forms) > 1:
        raise ForeignFileError("a WACZ is imported by itself: one file at a time")
    if list(forms.values()).count("manifest") > 1 or ("warc" not in forms.values() and "wacz" not in forms.values()):
        raise ForeignFileError("WARC files of one crawl, with at most one manifest beside them")
    brought = tuple(_brought(file, form, folder, number) for number, (file, form) in enumerate(forms.items()))
    if "wacz" in forms.values():
        found = open_wacz(brought[0].path, folder, limits)
        warcs = tuple(StagedFile(path, name) for path, name in zip(found.warcs, found.names, strict=True))
        return Staged("wacz", brought, warcs, found.manifest, *_signed(found), tuple(_notes(found)))
    warcs = tuple(StagedFile(b.path, b.name) for b, form in zip(brought, forms.values(), strict=True) if form == "warc")
    manifests = [b.path for b, form in zip(brought, forms.values(), strict=True) if form == "manifest"]
    return Staged("warc", brought, warcs, _manifest(manifests[0]) if manifests else b"")


def _signed(found: Wacz) -> tuple[str, str]:
    """What is kept of the signatures of a WACZ: that of the package; of one that nobody signed, that of the manifest in
    it. One that is wrong is said before any other.
    """
    package, manifest = found.signature, found.manifest_signature
    if package.state == "none" or (manifest.state == "wrong" and package.state != "wrong"):
        return manifest.state, manifest.key
    return package.state, package.key


def _notes(found: Wacz) -> Iterator[str]:
    """What a person is to know of a WACZ."""
    if found.nested:
        yield f"archives in it were left alone: {', '.join(found.nested[:12])}"
    signature = found.manifest_signature
    if signature.state == "sound":
        yield f"the manifest in it is soundly signed by the key {signature.key}"
    elif signature.state == "wrong":
        why = "".join(filter(str.isprintable, signature.why))[:_NAME]
        yield f"the signature of the manifest in it does not hold: {why}"
    elif found.manifest:
        yield "the manifest in it is not signed"
    if found.timestamps:
        yield f"timestamps of that signature were not verified: {found.timestamps} (docs/wacz.md shows how)"


def _brought(file: Path, form: str, folder: Path, number: int) -> Brought:
    path = folder / f"brought.{number}"
    shutil.copyfile(file, path)
    entry = file_entry(path, file.name)
    with path.open("rb") as opened:
        is_gzip = opened.read(2) == b"\x1f\x8b"
    suffix = {"wacz": ".wacz", "manifest": ".brought.json"}.get(form, ".warc.gz" if is_gzip else ".warc")
    return Brought(path, "".join(filter(str.isprintable, file.name))[:_NAME], entry.size, entry.sha256, suffix)


def _manifest(path: Path) -> bytes:
    if path.stat().st_size > LIMITS.description:
        raise ForeignFileError(f"{path.name}: is longer than a manifest")
    content = path.read_bytes()
    if decode(content) is None:
        raise ForeignFileError("a JSON file is among them that is no manifest of a crawl")
    return content
