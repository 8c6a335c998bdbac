"""Which characters the bytes of a page mean.

Order of trust: byte order mark, UTF-8 that decodes without fault, the declared charset
(HTTP header, then META or XML declaration), GB18030, Big5; and when nothing decodes whole,
the one that loses least. Declared GB2312 and GBK are read as GB18030, their superset.
"""

from __future__ import annotations

import codecs
import re

from bs4.dammit import EncodingDetector

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb_2312-80": "gb18030",
    "gb18030": "gb18030",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_SAMPLE = 4096


def decode(content: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of ``content`` and the name of the encoding it was read in; never raises.

    Bytes that mean nothing in that encoding become U+FFFD. A character cut at the end of the
    bytes does not count against an encoding.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace"), name
    if wide := _wide(content):
        return content.decode(wide, "replace"), wide
    if (text := _strict(content, "utf-8")) is not None:
        return text, "utf-8"
    candidates = [*_declared(content, content_type), "gb18030", "big5hkscs"]
    for name in candidates:
        if (text := _strict(content, name)) is not None:
            return text, name
    return min(
        ((content.decode(name, "replace"), name) for name in dict.fromkeys(("utf-8", *candidates))),
        key=lambda pair: pair[0].count("�"),
    )


def _strict(content: bytes, name: str) -> str | None:
    """The text if every byte but an unfinished last character is valid; else None."""
    try:
        if name == "utf-8":  # as its decoder does, without a copy of the bytes
            return codecs.utf_8_decode(content, "strict", False)[0]
        return codecs.getincrementaldecoder(name)("strict").decode(content)
    except UnicodeDecodeError:
        return None


def _declared(content: bytes, content_type: str) -> list[str]:
    """Encodings named by the HTTP header and by the page itself, of those that can hold Chinese."""
    header = _CHARSET.search(content_type or "")
    inside = EncodingDetector.find_declared_encoding(content, is_html=True)
    named = [header.group(1) if header else None, inside]
    known = (_ALIASES.get(name.lower()) for name in named if name)
    # A UTF-16 page cannot declare itself in ASCII bytes: such a declaration is wrong.
    return [name for name in known if name and not name.startswith("utf-16")]


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark, told by the zero bytes of its ASCII characters."""
    sample = content[:_SAMPLE]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.05 else None
