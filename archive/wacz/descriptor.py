"""``datapackage.json`` and ``datapackage-digest.json``: what a package holds, and who stands behind it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from archive.manifest import FileEntry
from archive.signing.keys import SigningKey, raw_signature
from archive.wacz import DATAPACKAGE, VERSION
from archive.wacz.crawl import ClosedCrawl
from archive.wacz.pages import Page, to_second

#: Of the specification of signatures, https://specs.webrecorder.net/wacz-auth/0.1.0/
_AUTH_VERSION = "0.1.0"
_DESCRIPTION = (
    "一次采集的原始记录，未经遮盖，不得公开。 "
    "The records of one crawl as they came over the wire: nothing in them is masked, and they are not to be published."
)
#: What a resource may be called (Data Package 1, "name").
_NO_NAME = re.compile(r"[^a-z0-9._-]+")


def descriptor(
    crawl: ClosedCrawl,
    entries: Iterable[FileEntry],
    *,
    software: str,
    main_page: Page | None,
    own: Mapping[str, Any],
) -> dict[str, Any]:
    """The descriptor (WACZ 1.1.1, datapackage.json) of these files. ``own`` is what stands under ``gongkai``.

    ``created`` and ``modified`` are when the crawl closed: the same crawl gives the same package.
    """
    closed = to_second(crawl.closed_at)
    main = {"mainPageUrl": main_page.url, "mainPageDate": to_second(main_page.captured_at)} if main_page else {}
    return {
        "profile": "data-package",
        "wacz_version": VERSION,
        "name": _name(crawl.id),
        "title": f"{crawl.title}, {crawl.started_at[:10]}",
        "description": _DESCRIPTION,
        "created": closed,
        "modified": closed,
        "software": software,
        **main,
        "gongkai": {
            "crawl": crawl.id,
            "portal": crawl.portal,
            "verdict": crawl.verdict,
            "accepted": crawl.accepted,
            **own,
        },
        "resources": [_resource(entry) for entry in entries],
    }


def _resource(entry: FileEntry) -> dict[str, Any]:
    return {"name": _name(entry.name), "path": entry.name, "hash": f"sha256:{entry.sha256}", "bytes": entry.size}


def _name(path: str) -> str:
    return _NO_NAME.sub("-", path.lower())


def encoded(said: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8, for people too."""
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def digest_of(datapackage: bytes, created: str, software: str, key: SigningKey | None) -> dict[str, Any]:
    """The digest of ``datapackage.json``, with an anonymous signature of its text where there is a key.

    What is signed are the characters ``sha256:`` and hex (ECDSA on P-384 with SHA-256); both numbers of the signature
    one after the other, and the public key as SPKI in DER, are in base64, as WebCrypto takes them.
    """
    digest = f"sha256:{hashlib.sha256(datapackage).hexdigest()}"
    signed = {"signedData": _signed(digest, created, software, key)} if key else {}
    return {"path": DATAPACKAGE, "hash": digest, **signed}


def _signed(digest: str, created: str, software: str, key: SigningKey) -> dict[str, str]:
    return {
        "hash": digest,
        "signature": base64.b64encode(raw_signature(key.sign_again(digest.encode("ascii")))).decode("ascii"),
        "publicKey": base64.b64encode(key.public.der).decode("ascii"),
        "created": created,
        "software": software,
        "version": _AUTH_VERSION,
    }
