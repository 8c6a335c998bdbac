"""SURT keys: the form of a URL that CDX indexes are sorted and looked up by, as Wayback software computes it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"\Awww[0-9]*\.")
#: Fields of a query that only name a visitor's session.
_SESSION = re.compile(
    r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+|cftoken=[^&]+"
)
#: Bytes that stay escaped: controls, the space, "#", "%", and whatever is not ASCII.
_ESCAPED = {byte: f"%{byte:02x}" for byte in range(256) if byte <= 0x20 or byte >= 0x7F or byte in b"#%"}
_MAX_UNESCAPING = 8
_UNESCAPED = re.compile(r"[!\"$&-~]*")


def _plain(text: str) -> str:
    """Undo escapes until none is left, escape once, in lower case."""
    if _UNESCAPED.fullmatch(text):
        return text.lower()
    data = text.encode()
    for _ in range(_MAX_UNESCAPING):
        undone = unquote_to_bytes(data)
        if undone == data:
            break
        data = undone
    return "".join(_ESCAPED.get(byte) or chr(byte) for byte in data).lower()


def _path(path: str) -> str:
    """The path without empty and dot segments, and without a slash at its end."""
    kept: list[str] = []
    for segment in _plain(path).split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    fields = [field for field in _plain(query).split("&") if not _SESSION.fullmatch(field)] if query else []
    return "?" + "&".join(sorted(fields, key=lambda field: field.partition("="))) if fields else ""


def surt(url: str) -> str:
    """Return the key of an http or https URL: ``http://www.example.cn:80/B?b&a`` is ``cn,example)/b?a&b``."""
    parts = urlsplit(url)
    return f"{_host(parts.scheme, parts.netloc)}){_path(parts.path)}{_query(parts.query)}"


@lru_cache(maxsize=64)
def _host(scheme: str, netloc: str) -> str:
    """The host in reverse, with its port where that is not the scheme's own."""
    parts = urlsplit(f"{scheme}://{netloc}/")
    host = _WWW.sub("", (parts.hostname or "").rstrip("."), count=1) if parts.hostname else ""
    host = host if ":" in host else ",".join(reversed(host.split(".")))
    port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    return host + port
