"""An archived answer as the walk sees it: as if the site had given it, at its own time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crawler.past.view import PastView
from crawler.steps import REDIRECTS, Exchange


def as_seen(view: PastView, exchange: Exchange, address: str, get: Callable[[str], str]) -> Exchange:
    """The exchange with what an archived answer says of the site; what the archive says of itself is a failure.

    Only the answer decides, so that a rebuild sees the same. ``get`` gives the fields of its header.
    """
    if exchange.status == 0:
        return exchange
    memento = view.memento(address, get)
    if memento is None:
        return _nothing(exchange, _own_words(view, exchange.status))
    if not view.since <= memento.at <= view.until:
        return _nothing(exchange, view.absence)
    return replace(exchange, content_type=memento.content_type, location=memento.location)


def _own_words(view: PastView, status: int) -> str:
    """Why an answer that is no memento gives nothing."""
    if status in (404, 410):
        return view.absence
    if status in REDIRECTS:
        return f"{view.archive.name} leads elsewhere"
    if status == 200:
        return f"{view.archive.name} gives no time (Memento-Datetime)"
    return f"{view.archive.name} answered HTTP {status}"


def _nothing(exchange: Exchange, error: str) -> Exchange:
    return Exchange(exchange.request, status=0, capture=exchange.capture, error=error)
