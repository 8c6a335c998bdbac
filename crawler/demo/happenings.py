"""What the events of nights.yml make of a site's documents, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from crawler.demo.model import Attachment, Document, Site
from crawler.demo.titles import Titles, words
from crawler.demo.truth.watch import ALL, Event, NamedDocument, named_documents, named_groups

#: Numbers of documents that are named, and of those put up as a group, lie above those of the documents drawn.
_NAMED, _GROUPED = 60_000, 70_000
#: Between the numbers of two named documents, and of two groups.
_APART, _GROUP = 7, 100
#: How far a moved page's number in its address is from the document's.
_MOVED = 3
_SOURCE = "松山新区管委会办公室"


@dataclass(frozen=True, slots=True)
class Standing:
    """A document as it stands, with what its address is made of.

    ``gone``: what its address answers in place of the page (404, 410, soft_404). ``before``: of what the address was
    made that leads to this one.
    """

    document: Document
    address: Document
    file_texts: tuple[str, ...]
    listed: bool = True
    gone: str = ""
    file_saved: bool = False
    before: Document | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A site as it stands: its documents by number, and how often all of its addresses were made new."""

    standings: Mapping[int, Standing] = field(repr=False)
    pinned: int = 0
    designs: int = 0
    redirects: bool = False  # addresses of the design before lead to these


def number_of(key: str) -> int:
    """The number of a named document, on every site; ValueError for a document that nobody named."""
    return _NAMED + _APART * list(named_documents()).index(key)


def numbers_of(key: str) -> tuple[int, ...]:
    """The number of a named document, or those of a group; empty for ALL, which names none."""
    if key == ALL:
        return ()
    if key not in named_groups():
        return (number_of(key),)
    first = _GROUPED + _GROUP * list(named_groups()).index(key)
    return tuple(range(first, first + sum(named_groups()[key].dated.values())))


def beginning(site: Site) -> State:
    """The state of ``site`` before its year, with the named documents that stand there from the start."""
    drawn = {document.number: _standing(document) for document in site.own.documents}
    named = {number_of(one.key): _named(site, one) for one in named_documents().values() if one.from_start}
    pinned = next((one.document for entries in site.own.listings.values() for one in entries if one.pinned), 0)
    return State({**drawn, **named}, pinned)


def happened(site: Site, state: State, event: Event) -> State:
    """The state after ``event``; KeyError for an event that nights.yml does not explain."""
    if event.what in _OF_THE_SITE:
        return _OF_THE_SITE[event.what](site, state, event)
    number = number_of(event.document)
    changed = _OF_A_DOCUMENT[event.what](state.standings[number], event)
    return replace(state, standings={**state.standings, number: changed})


def _standing(document: Document) -> Standing:
    return Standing(document, document, document.paragraphs)


def _named(site: Site, one: NamedDocument) -> Standing:
    drawn = Titles(Random(f"gongkai demo {site.seed} {one.key}")).text(one.title)
    return _standing(
        Document(
            number=number_of(one.key),
            title=one.title,
            columns=(one.column,),
            published_on=one.dated,
            meta_on=one.dated,
            source=_SOURCE,
            paragraphs=(*one.says, *drawn),
            attachments=(Attachment("附件：" + one.title, one.file),) if one.file else (),
        )
    )


def _added(site: Site, state: State, event: Event) -> State:
    named = _named(site, named_documents()[event.document])
    return replace(state, standings={**state.standings, named.document.number: named})


def _reposted(site: Site, state: State, event: Event) -> State:
    """The title and text of another document, under the number, column and date of its own."""
    new, original = named_documents()[event.document], state.standings[number_of(event.of)].document
    again = replace(
        original,
        number=number_of(new.key),
        columns=(new.column,),
        published_on=new.dated,
        meta_on=new.dated,
        repost_of=original.number,
    )
    return replace(state, standings={**state.standings, again.number: _standing(again)})


def _put_up(site: Site, state: State, event: Event) -> State:
    group = {document.number: _standing(document) for document in _drawn(site, event.document)}
    return replace(state, standings={**state.standings, **group})


def _drawn(site: Site, key: str) -> Iterator[Document]:
    """The documents of a group; titles of one column are new to the site, and to the groups before."""
    used = [document.title for document in site.own.documents]
    random = Random(f"gongkai demo {site.seed} groups")
    titles = Titles(random, [*used, *(one.title for one in named_documents().values())])
    for group in named_groups().values():
        days = [day for day, count in group.dated.items() for _ in range(count)]
        for number, day in zip(numbers_of(group.key), days, strict=True):
            title, source = titles.draw(group.column), str(random.choice(words()["sources"]))
            text = titles.text(title)
            if group.key == key:
                yield Document(number, title, (group.column,), day, day, source=source, paragraphs=text)


def _pinned(site: Site, state: State, event: Event) -> State:
    return replace(state, pinned=number_of(event.document))


def _redesigned(site: Site, state: State, event: Event) -> State:
    settled = {number: replace(one, before=None) for number, one in state.standings.items()}
    return replace(state, standings=settled, designs=state.designs + 1, redirects=event.redirect)


_OF_THE_SITE: Mapping[str, Callable[[Site, State, Event], State]] = {
    "added": _added,
    "reposted": _reposted,
    "put_up": _put_up,
    "pinned": _pinned,
    "redesigned": _redesigned,
}


def _moved(one: Standing, event: Event) -> Standing:
    address = replace(one.address, number=one.address.number + _MOVED)
    return replace(one, address=address, before=one.address if event.redirect else None)


def _retitled(one: Standing, event: Event) -> Standing:
    return replace(one, document=replace(one.document, title=event.title))


def _redated(one: Standing, event: Event) -> Standing:
    return replace(one, document=replace(one.document, published_on=event.dated, meta_on=event.dated))


def _edited(one: Standing, event: Event) -> Standing:
    return replace(one, document=replace(one.document, paragraphs=_replaced(one.document.paragraphs, event)))


def _replaced(paragraphs: tuple[str, ...], event: Event) -> tuple[str, ...]:
    assert sum(text.count(event.replace) for text in paragraphs) == 1, event
    return tuple(text.replace(event.replace, event.by) for text in paragraphs)


_OF_A_DOCUMENT: Mapping[str, Callable[[Standing, Event], Standing]] = {
    "removed": lambda one, event: replace(one, listed=False, gone=event.how),
    "lost": lambda one, event: replace(one, gone=event.how),
    "delisted": lambda one, event: replace(one, listed=False),
    "returned": lambda one, event: replace(one, listed=True, gone=""),
    "moved": _moved,
    "retitled": _retitled,
    "redated": _redated,
    "edited": _edited,
    "file_edited": lambda one, event: replace(one, file_texts=_replaced(one.file_texts, event)),
    "file_saved": lambda one, event: replace(one, file_saved=True),
}
