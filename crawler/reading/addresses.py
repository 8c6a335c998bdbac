"""What an address says of the page it leads to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.reading.attachments import is_file

_ARTICLE_PATH = re.compile(
    r"/(?:art|content|info|contents|t\d{8}|\d{4}-?\d{2})[/_-]|(?<!\d)\d{4,}[^/]{0,100}\.s?html?$|[?&](?:id|infoid|articleid)=",
    re.IGNORECASE,
)
_VARYING = re.compile(r"[0-9a-f]{0,40}\d[0-9a-f]{0,40}", re.IGNORECASE)  # hexadecimal too: addresses are often digests


def is_article_url(url: str) -> bool:
    """Whether a URL looks like one document's rather than a column's."""
    return bool(_ARTICLE_PATH.search(url) or is_file(url))


def shape(url: str) -> str:
    """What the addresses of one kind of page have in common: path and query with every number the same."""
    parts = urlsplit(url)
    return _VARYING.sub("0", f"{parts.path}?{parts.query}")
