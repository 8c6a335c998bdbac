"""Follows every link of a site that is asked over ASGI, and tells which lead nowhere; none that leaves the site."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urldefrag, urlencode, urljoin, urlsplit

import httpx
from lxml import html

#: What the site calls itself; everything else is outgoing.
HERE = "http://localhost"
Ask = Callable[[str], Awaitable[httpx.Response]]


@dataclass(frozen=True)
class Broken:
    """A link of the page ``where`` whose address did not answer 200, or has no such place."""

    where: str
    address: str
    what: object


@dataclass
class Checked:
    """Which addresses were asked, and what is broken."""

    asked: dict[str, int] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)


def is_datasettes(address: str) -> bool:
    """Whether a page is Datasette's own: those of the database, of every snapshot, and what is about the server."""
    path = urlsplit(address).path
    return any(part in ("public", "-") for part in path.split("/")) or path.endswith(".db")


def parameters(address: str) -> int:
    """How many parameters the query of an address has."""
    return len(parse_qsl(urlsplit(address).query, keep_blank_values=True))


async def follow(ask: Ask, start: str, *, depth: int = 2, most: int = 5_000) -> Checked:
    """Ask every link of our pages, and of theirs that are reached by them.

    Datasette's pages link one another in endless combinations: they are followed to ``depth`` from ours, by addresses
    of one parameter at most. Another language is the same page, and is left out. At most so many addresses are asked.
    A place in a page (#…) has to be there where a page of ours links to it: a row of Datasette's may be of a relation
    that its report counts and does not show.
    """
    checked, places, wanted = Checked(), dict[str, set[str]](), dict[str, list[tuple[str, str]]]()
    waiting = deque([(urljoin(HERE, start), 0, "")])
    while waiting and len(checked.asked) < most:
        address, steps, where = waiting.popleft()
        if address in checked.asked:
            continue
        answer = await ask(address.removeprefix(HERE))
        checked.asked[address] = answer.status_code
        if answer.status_code != 200:
            checked.broken.append(Broken(where, address, answer.status_code))
        elif "html" in answer.headers.get("content-type", ""):
            page = html.fromstring(answer.text)
            places[address] = {str(each) for each in page.xpath("//@id")}
            for link in addresses_of(page, address):
                to, place = urldefrag(link)
                wanted.setdefault(to, []).append((place, address))
                further = steps + 1 if is_datasettes(to) else 0
                if _is_followed(address, to, further, depth):
                    waiting.append((to, further, address))
    for address, known in places.items():
        checked.broken += [
            Broken(where, address, f"#{place}")
            for place, where in dict.fromkeys(wanted.get(address, ()))
            if place and unquote(place) not in known and not is_datasettes(where)
        ]
    return checked


def _is_followed(where: str, to: str, steps: int, depth: int) -> bool:
    if any(name == "_lang" for name, _ in parse_qsl(urlsplit(to).query)):
        return False
    if not is_datasettes(where) and parameters(where) <= 1:
        return True  # every link of our pages, whatever it leads to
    return steps <= depth and parameters(to) <= 1


def addresses_of(page: html.HtmlElement, where: str) -> Iterator[str]:
    """Every address on this site that a page names, a form's with the values that it has."""
    found = [*page.xpath("//@href"), *page.xpath("//@src")]
    found += [f"{form.action or ''}?{urlencode(form.form_values())}" for form in page.forms]
    for each in found:
        whole = urljoin(where, str(each))
        if whole.startswith(f"{HERE}/") or whole == HERE:
            yield whole
