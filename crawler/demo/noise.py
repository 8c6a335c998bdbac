"""What differs from night to night, or with every request, and is no change: counters, times, sessions, tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from crawler.demo.model import VISITS, Page
from crawler.demo.skin import Skin
from crawler.demo.truth import Column, SiteTruth

_CHINA = timedelta(hours=8)
_VISITS = VISITS.decode()
#: A link that is the site's own, in the attribute of a tag: neither a script nor another host's.
_OWN_LINK = re.compile(rb'href="([^":#?]+)(\?[^":#]*)?"')
#: What a further entry of the navigation leads to, and never holds.
_FURTHER = Column("special", "专题专栏", "special", 71)


def noisy_skin(skin: Skin, noise: tuple[str, ...], at: datetime) -> Skin:
    """``skin`` with what the night's noise puts into its templates; ``at`` by the site's clock, in UTC."""
    templates = dict(skin.templates)
    for name in noise:
        if name in _TEMPLATES:
            templates.update(_TEMPLATES[name](templates, at))
    return replace(skin, templates=templates)


def _counters(templates: Mapping[str, str], at: datetime) -> dict[str, str]:
    return {
        "frame": templates["frame"].replace("</body>", f'<div class="visits">您是第{_VISITS}位访客</div>\n</body>'),
        "facts": templates["facts"].replace("$source", f"$source　浏览次数：{_VISITS}"),
    }


def _generated(templates: Mapping[str, str], at: datetime) -> dict[str, str]:
    comment, line = f"<!-- published at {at.isoformat()} -->", f"页面生成时间：{at + _CHINA:%Y-%m-%d %H:%M:%S}"
    frame = templates["frame"].replace("</head>", f"{comment}\n</head>")
    return {"frame": frame.replace("</body>", f'<p class="made">{line}</p>\n</body>')}


def _markup(templates: Mapping[str, str], at: datetime) -> dict[str, str]:
    return {"paragraph": '<p class="MsoNormal"><span lang="ZH-CN">　$text</span>&nbsp;</p>'}


_TEMPLATES: Mapping[str, Callable[[Mapping[str, str], datetime], dict[str, str]]] = {
    "counters": _counters,
    "generated": _generated,
    "markup": _markup,
}


def other_navigation(plan: SiteTruth) -> SiteTruth:
    """The same columns in another order, and one more that is never filled."""
    return SiteTruth(plan.hubs[::-1], plan.columns[::-1], (_FURTHER, *plan.empty))


def with_sessions(path: str, page: Page, noise: tuple[str, ...], at: datetime) -> Page:
    """``page`` with a session's id in every link of its own site, where the night's noise has sessions."""
    session = b"%08X%08X" % (crc32(path.encode()), int(at.timestamp()))
    if not page.content_type.startswith("text/html"):
        return page
    if "sessions" in noise:
        return replace(page, body=_OWN_LINK.sub(rb'href="\1;jsessionid=%s\2"' % session, page.body))
    if "session_queries" in noise:
        return replace(page, body=_OWN_LINK.sub(lambda link: _with_query(link, session), page.body))
    return page


def _with_query(link: re.Match[bytes], session: bytes) -> bytes:
    before = link[2] + b"&amp;" if link[2] else b"?"
    return b'href="%s%sPHPSESSID=%s"' % (link[1], before, session)
