"""The rules of ``rules.yml``, and the digest by which what was made under others is known."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from archive.own_yaml import own_yaml
from archive.publish import masking

#: Which release of a library read a page decides what is left of it.
_LIBRARIES = ("nh3", "tinycss2", "lxml")


@cache
def data() -> Mapping[str, Any]:
    """The data file."""
    loaded: dict[str, Any] = own_yaml(files("archive.publish.replay").joinpath("rules.yml").read_text("utf-8"))
    return loaded


@cache
def limit(name: str) -> int:
    """A limit by its name."""
    return int(data()["limits"][name])


@cache
def names(key: str) -> frozenset[str]:
    """A list of names."""
    return frozenset(data()[key])


@cache
def rules_digest() -> str:
    """SHA-256, in hexadecimal, of the rules, of the code that applies them, of masking's, and of the libraries."""
    digest = hashlib.sha256(masking.rules_digest().encode())
    for path in sorted(files("archive.publish.replay").iterdir(), key=lambda file: file.name):
        if path.is_file():
            digest.update(path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()
