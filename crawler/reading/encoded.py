"""Parts of a page that its own script decodes before anybody sees them: markup in Base64.

Seen for pagers: ``$('#pages').html(decodeURIComponent(atob($('#pages').html())))``. The script is not run; text that
is Base64 of percent-encoded or plain markup, on a page that calls ``atob``, is put where the script would put it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote_plus

from lxml import etree

from crawler.reading.dom import holdable

_BASE64 = re.compile(r"[A-Za-z0-9+/]{60,200000}={0,2}")
_MOST_PARTS = 20
_LAYERS = 3  # encodings within each other
_ENCODED = etree.XPath("//*[not(*)][string-length(normalize-space(.)) >= 60][not(contains(normalize-space(.), ' '))]")
_NEVER = frozenset({"script", "style"})


def reveal(root: etree._Element, source: bytes, parse: Callable[[str], etree._Element]) -> None:
    """Put decoded markup in the place of its Base64; nothing happens on a page that never calls ``atob``."""
    if b"atob(" not in source:
        return
    found = _ENCODED(root)
    for element in found[:_MOST_PARTS] if isinstance(found, list) else ():
        if isinstance(element, etree._Element) and element.tag not in _NEVER:
            _reveal(element, parse)


def _reveal(element: etree._Element, parse: Callable[[str], etree._Element]) -> None:
    markup = _decoded((element.text or "").strip())
    if not markup:
        return
    body = parse(markup).find("body")
    if body is not None:
        element.text = holdable(body.text or "")
        element.extend(body)


def _decoded(text: str) -> str:
    """The markup that a text is Base64 of; '' where it is none."""
    for _ in range(_LAYERS):
        if not _BASE64.fullmatch(text):
            return ""
        try:
            text = base64.b64decode(text, validate=True).decode("utf-8").strip()
        except (binascii.Error, UnicodeDecodeError):
            return ""
        shown = unquote_plus(text) if "%3C" in text[:200].upper() else text
        if shown.lstrip().startswith("<"):
            return shown
    return ""
