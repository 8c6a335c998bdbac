"""Validators: by what a server tells the versions of a page apart (RFC 9110, 8.8), as far as they can be given back.

What is no entity tag and no date is no validator: a stranger's header never becomes one of ours.
"""

from __future__ import annotations

import re

from archive.http_message import Head

#: An entity tag in ASCII (RFC 9110, 8.8.3); a longer one tells nothing that a digest would not.
_ETAG = re.compile(r'(?:W/)?"[!#-~]{0,200}"')
#: The one form of a date that is sent today (RFC 9110, 5.6.7).
_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")


def etag_of(head: Head) -> str:
    """The entity tag of an answer; empty where it has none that can be given back."""
    value = head.get("ETag")
    return value if _ETAG.fullmatch(value) else ""


def last_modified_of(head: Head) -> str:
    """The Last-Modified of an answer; empty where it has none that can be given back."""
    value = head.get("Last-Modified")
    return value if _DATE.fullmatch(value) else ""
