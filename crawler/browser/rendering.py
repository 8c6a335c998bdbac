"""What a browser makes of one page: the answer it is given, and the document that stands there after its scripts."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

#: Where it stands in the ``meta`` of the request that has a page rendered.
RENDERING = "rendering"
#: A document longer than this is no list.
MAX_CHARACTERS = 16 * 1024 * 1024
#: Reasons that are said of one page.
MAX_REASONS = 3


class RenderingError(Exception):
    """The browser failed, or did not come to an end."""


@dataclass(slots=True)
class Rendering:
    """One page to be rendered: the answer that was captured as ``capture``, and what came of it.

    ``unanswered`` names what its scripts asked of the portal and did not get: entries may be missing then.
    """

    url: str  # canonical
    content: bytes
    content_type: str
    capture: str
    html: str = ""
    browser: str = ""
    unanswered: list[str] = field(default_factory=list)

    @property
    def document(self) -> bytes:
        """The rendered document in UTF-8; its mark says so over whatever the page declares."""
        return codecs.BOM_UTF8 + self.html.encode("utf-8", "replace")

    @property
    def shortfall(self) -> str:
        """What coverage is told of ``unanswered``; empty where the scripts were given all they asked."""
        if not self.unanswered:
            return ""
        more = len(self.unanswered) - MAX_REASONS
        said = "; ".join(sorted(self.unanswered)[:MAX_REASONS]) + (f"; and {more} more" if more > 0 else "")
        said = "".join(one if one.isprintable() else " " for one in said)
        return f"its scripts were not given all they asked: {said}"
