"""A web archive: where it lists its captures, and where it gives their bytes as they came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import Field, ValidationError, model_validator

from archive.plain_yaml import NotPlainError, read_plain
from crawler.configuration import Part, Words, problems, read_bounded
from crawler.errors import WebArchiveError
from crawler.portal import Title
from crawler.settings import DOWNLOAD_DELAY
from crawler.urls import MAX_URL_LENGTH, is_loopback, site_of

MAX_FILE_BYTES = 20_000
_BUILT_IN = Path(__file__).with_name("web_archives.yml")
#: What each template has to name; id_ behind the time asks for the bytes as they came (pywb, OpenWayback, archive.org).
_RAW = "{timestamp}id_/{url}"
_TIMESTAMP = re.compile(r"[0-9]{14}")
#: What stands between two addresses in a replay URL: a time of any length, and a modifier such as id_ or nothing.
_REPLAYED = r"(?P<timestamp>[0-9]{4,14})(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}\S+)"
_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\ud800-\udfff]+")  # half a character is none: JSON can escape it


def read_timestamp(text: str) -> datetime | None:
    """The instant that 14 digits of a CDX say (UTC); None for anything else."""
    if not _TIMESTAMP.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def write_timestamp(at: datetime) -> str:
    """The 14 digits (UTC) by which web archives call an instant."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


@dataclass(frozen=True, slots=True)
class Indexed:
    """A capture as a web archive lists it. ``url`` is the original address; ``status`` 0 where it is not said, as of a
    capture that only says that nothing changed (a revisit).
    """

    url: str
    at: datetime
    status: int = 0


def indexed(url: str, timestamp: str, status: str = "") -> Indexed | None:
    """A capture from the words of an index; None where they are no address of the web and no time."""
    at = read_timestamp(timestamp)
    url = url.partition("#")[0]
    if at is None or len(url) > MAX_URL_LENGTH or not _ADDRESS.fullmatch(url) or not site_of(url):
        return None
    return Indexed(url, at, int(status) if re.fullmatch("[1-5][0-9][0-9]", status) else 0)


class WebArchive(Part):
    """A web archive by its addresses. ``delay`` is in seconds."""

    name: Words
    title: Title
    replay: str
    cdx: str = ""
    timemap: str = ""
    timegate: str = ""
    delay: float = Field(default=DOWNLOAD_DELAY, ge=0, le=600)

    @model_validator(mode="after")
    def _usable(self) -> WebArchive:
        if not self.replay.endswith(_RAW):
            raise ValueError(f"replay must end in {_RAW}: a rewritten page is not what the site sent")
        if not (self.cdx or self.timemap or self.timegate):
            raise ValueError("one of cdx, timemap and timegate must say where captures are listed")
        sites = {site_of(address) for address in (self.replay, self.cdx, self.timemap, self.timegate) if address}
        if len(sites) != 1 or "" in sites:
            raise ValueError("all addresses must be http:// or https:// addresses of one host")
        return self

    @property
    def host(self) -> str:
        """Scheme, host and port, with a slash behind."""
        return site_of(self.replay)

    @cached_property
    def _replayed(self) -> re.Pattern[str]:
        before = self.replay.removesuffix(_RAW)
        return re.compile(re.escape(before) + _REPLAYED)

    def replay_url(self, capture: Indexed) -> str:
        """Where the capture's own bytes are."""
        return self.replay.removesuffix(_RAW) + f"{write_timestamp(capture.at)}id_/{capture.url}"

    def replayed(self, address: str) -> Indexed | None:
        """The capture that an address of this archive replays, rewritten or not; None for any other address."""
        found = self._replayed.fullmatch(address)
        if found is None:
            return None
        url = re.sub(r"\A(https?:)/+", r"\1//", found["url"])  # some servers make one slash of two
        return indexed(url, found["timestamp"].ljust(14, "0")) or indexed(url, _completed(found["timestamp"]))


def _completed(timestamp: str) -> str:
    """A time that leaves day or month out begins with the first of them."""
    return (timestamp + "00000101000000"[len(timestamp) :])[:14]


def built_in() -> dict[str, WebArchive]:
    """The web archives that come with the program, by name."""
    loaded: dict[str, dict[str, object]] = yaml.safe_load(_BUILT_IN.read_text(encoding="utf-8"))
    return {name: WebArchive.model_validate({"name": name, **said}) for name, said in loaded.items()}


def find_web_archive(said: str) -> WebArchive:
    """The web archive of a name, of a YAML file of the same keys, or of the address of a pywb collection.

    Raises WebArchiveError.
    """
    known = built_in()
    if said in known:
        return known[said]
    if said.startswith(("http://", "https://")):
        return _collection(said)
    if said.endswith((".yml", ".yaml")):
        return _of_file(Path(said))
    names = ", ".join(known)
    raise WebArchiveError(
        f"no web archive {said!r}: give one of {names}, the address of a pywb collection, or a YAML file"
    )


def _collection(address: str) -> WebArchive:
    """A collection of pywb: CDX, TimeGate and replay stand under its address."""
    parts = urlsplit(address)
    base = address if address.endswith("/") else f"{address}/"
    if not site_of(address) or parts.query or parts.fragment or not _ADDRESS.fullmatch(address):
        raise WebArchiveError(f"{address!r} is no address of a web archive's collection")
    name = (parts.netloc + parts.path).strip("/")
    try:
        return WebArchive(
            name=name,
            title=Title(zh=name, en=name),
            cdx=f"{base}cdx",
            timemap=f"{base}timemap/link/",
            timegate=base,
            replay=base + _RAW,
            delay=0 if is_loopback(base) else DOWNLOAD_DELAY,
        )
    except ValidationError as error:
        raise WebArchiveError(problems(Path(name), error)) from error


def _of_file(path: Path) -> WebArchive:
    content = read_bounded(path, MAX_FILE_BYTES, WebArchiveError)
    try:
        said = read_plain(content)
    except NotPlainError as error:
        raise WebArchiveError(f"{path}: not YAML: {error}") from error
    if not isinstance(said, dict):
        raise WebArchiveError(f"{path}: a mapping of name, title, replay and cdx, timemap or timegate")
    try:
        return WebArchive.model_validate(said)
    except ValidationError as error:
        raise WebArchiveError(problems(path, error)) from error
