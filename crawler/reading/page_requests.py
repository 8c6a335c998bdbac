"""What asks for a list page, made and taken apart: queries, forms, the field that counts pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from archive.records import PageRequest
from crawler.reading.text import key
from crawler.reading.vocabulary import word_set

FORM = "application/x-www-form-urlencoded"
#: The view state of an ASP.NET page is the largest body known to turn a page; beyond it nothing is sent.
MAX_BODY = 512 * 1024
_MOST_FIELDS = 500

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Paging:
    """What asks for the next list page, and what the page states of the whole list.

    ``ended`` says that data, not the look of the page, shows that nothing follows.
    """

    next_request: PageRequest | None = None
    total_pages: int | None = None
    total_items: int | None = None
    ended: bool = False

    @property
    def next_page(self) -> str | None:
        """The URL of the next page; None where none is known."""
        return self.next_request.url if self.next_request else None

    def over(self, less_trusted: Paging) -> Paging:
        """This paging, completed by another where it says nothing."""
        return Paging(
            self.next_request or (None if self.ended else less_trusted.next_request),
            self.total_pages or less_trusted.total_pages,
            self.total_items or less_trusted.total_items,
            self.ended or (not self.next_request and less_trusted.ended),
        )


def post(url: str, fields: Fields) -> PageRequest | None:
    """A form posted to ``url``; None where there is no address, or more than any pager sends."""
    body = urlencode(fields).encode("ascii")
    return PageRequest(url, "POST", body, FORM) if url and len(body) <= MAX_BODY else None


def with_query(url: str, fields: Mapping[str, str]) -> str:
    """``url`` with these fields of its query set, others kept in their order."""
    parts = split(url)
    kept = [(name, fields.get(name, value)) for name, value in fields_of(parts.query)]
    named = {name for name, _ in kept}
    added = [(name, value) for name, value in fields.items() if name not in named]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([*kept, *added]), ""))


def split(url: str) -> SplitResult:
    """The parts of a URL; none of one that is nonsense."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def fields_of(encoded: str) -> list[tuple[str, str]]:
    """The fields of a query or a form; none of one with more fields than any pager has."""
    try:
        return parse_qsl(encoded, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def query_of(url: str) -> dict[str, str]:
    """The fields of a URL's query by their names."""
    return dict(fields_of(split(url).query))


def form_of(asked: PageRequest) -> list[tuple[str, str]]:
    """The fields that a request posted; none of a body that is no form."""
    return fields_of(asked.body.decode("ascii", "replace")) if asked.content_type == FORM else []


def is_page_field(name: str) -> bool:
    """Whether a field of a form or query is named as those are that count pages: PAGENUMBER, pageNo, cpage."""
    return key(name.rsplit("$", 1)[-1].rsplit(".", 1)[-1]) in word_set("page_fields", "page_fields")


def asked_page(asked: PageRequest) -> int | None:
    """The number in the field that counts pages in what was asked for; None where there is none."""
    for name, value in (*form_of(asked), *fields_of(split(asked.url).query)):
        if is_page_field(name) and value.isdigit() and len(value) <= 6:
            return int(value)
    return None


def following(asked: PageRequest) -> PageRequest | None:
    """What was asked for with the field that counts pages one higher; None where no field does."""
    number = asked_page(asked)
    if number is None:
        return None
    form = form_of(asked)
    if any(is_page_field(name) for name, _ in form):
        raised = [(name, str(number + 1) if is_page_field(name) else value) for name, value in form]
        return replace(asked, body=urlencode(raised).encode("ascii"))
    query = query_of(asked.url)
    name = next(name for name in query if is_page_field(name) and query[name].isdigit())
    return replace(asked, url=with_query(asked.url, {name: str(number + 1)}))


def compact_json(value: object) -> str:
    """JSON as scripts write it into a query: without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
