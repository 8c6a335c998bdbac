"""A replayed page by itself: what is left of it, with links into this site and pictures of this archive alone.

It runs in a frame that may do nothing but let a reader who clicks leave for a page of ours, and under a policy that
lets nothing be asked for but pictures of ours; either would do without the other, and the page needs neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import escape

from archive.publish.plugin.language import in_plain_words
from archive.publish.plugin.replays import Page

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: What the frame may do, by its attribute and by the policy of what stands in it.
SANDBOX = "allow-top-navigation-by-user-activation"
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)
_STYLE = (
    "html{background:#fff;color:#111;font-family:sans-serif}body{margin:1rem;overflow-wrap:break-word}"
    "img{max-width:100%;height:auto}a:not([href]){text-decoration:underline dotted;color:inherit}"
    ".gongkai-gap{display:inline-block;border:1px dashed #666;padding:.1em .4em;color:#444;font-size:.85em}"
)
_LINK = re.compile(r"(<a\b[^<>]*?) href=\"gongkai-link-(\d{1,6})\"([^<>]*>)")
_PICTURE = re.compile(r"<img\b[^<>]*>")
_SOURCE = re.compile(r" src=\"gongkai-picture-(\d{1,6})\"")
_ALTERNATIVE = re.compile(r" alt=\"([^\"<>]*)\"")


def content(datasette: Datasette, page: Page, sheets: list[str]) -> str:
    """The document in the frame; ``sheets`` are its style sheets, cleaned."""

    def link(found: re.Match[str]) -> str:
        path = page.linked.get(_of(page.links, int(found[2])), "")
        if not path:
            return f"{found[1]}{found[3]}"
        address = escape(datasette.urls.path(path))
        return f'{found[1]} href="{address}" target="_top" rel="noreferrer"{found[3]}'

    def picture(found: re.Match[str]) -> str:
        source = _SOURCE.search(found[0])
        number = int(source[1]) if source else len(page.pictures)
        digest = page.picture(number) if number < len(page.pictures) else ""
        if source is None or not digest:
            alternative = _ALTERNATIVE.search(found[0])
            return f'<span class="gongkai-gap">{_gap(page)}{" " + alternative[1] if alternative else ""}</span>'
        address = escape(datasette.urls.path(f"/-/replay/resource/{digest}"))
        return found[0].replace(source[0], f' src="{address}"')

    body = _PICTURE.sub(picture, _LINK.sub(link, page.html))
    styles = "\n".join([_STYLE, *sheets, page.styles]).replace("<", "")
    return (
        '<!DOCTYPE html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(in_plain_words('存档网页重现', 'Replay of an archived page'))}</title>"
        f"<style>{styles}</style></head><body>{body}</body></html>\n"
    )


def _of(addresses: tuple[str, ...], number: int) -> str:
    return addresses[number] if number < len(addresses) else ""


def _gap(page: Page) -> str:
    """What stands in the place of a picture."""
    if page.is_whole:
        return str(escape(in_plain_words("〔图片未存档〕", "[picture not archived]")))
    return str(escape(in_plain_words("〔图片不予显示〕", "[picture not shown]")))
