"""Addresses as strangers wrote them, where a reader may be led there: of the web, and a URI by RFC 3986."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

#: What may stand in an address as it is (RFC 3986, section 2); all else is percent-encoded.
_AS_IT_IS = ":/?@!$&'()*+,;=%~-._"
#: As nearly all are: these need no second look.
_USUAL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,4})?(?:[/?][A-Za-z0-9/._~?&=;:@!$'()*+,-]*)?")
_BROKEN_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def web_address(written: str) -> str:
    """The address percent-encoded; empty where it is none of http or https with a host."""
    if _USUAL.fullmatch(written):
        return written
    start, sharp, fragment = written.partition("#")
    address = f"{_encoded(start)}{sharp}{_encoded(fragment)}"
    try:
        urlsplit(written)
        parts = urlsplit(address)
        parts.port  # noqa: B018 - which is looked at only when it is asked for
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""


def _encoded(part: str) -> str:
    return _BROKEN_PERCENT.sub("%25", quote(part, safe=_AS_IT_IS, errors="replace"))
