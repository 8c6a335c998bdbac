"""From documents and listings to everything one site answers with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from crawler.demo.article_pages import ArticlePages
from crawler.demo.frame import Frame
from crawler.demo.list_pages import ListPages
from crawler.demo.meta import site_tags
from crawler.demo.model import Document, Entry, Page

#: /inner/ is linked from every page and is nobody's business (RFC 9309).
ROBOTS = "User-agent: *\nDisallow: /inner/\nCrawl-delay: 0.005\n"


def render(
    frame: Frame, documents: Sequence[Document], listings: Mapping[str, Sequence[Entry]], extra: str = ""
) -> dict[str, Page]:
    """Every page and file of a site by its path; ``extra`` is HTML of the home page's links to other sites."""
    pages = dict(_site_pages(frame))
    lists = ListPages(frame, listings, extra)
    pages.update(_leading_pages(frame, lists))
    articles = ArticlePages(frame, listings)
    for document in documents:
        pages.update(articles.document(document))
    pages["/"] = pages[frame.home]
    return pages


def _site_pages(frame: Frame) -> Iterator[tuple[str, Page]]:
    yield "/robots.txt", Page(ROBOTS.encode("ascii"), "text/plain")
    yield "/inner/oa", frame.page("/inner/oa", "内部办公", "<p>请登录</p>", site_tags(frame.names))


def _leading_pages(frame: Frame, lists: ListPages) -> Iterator[tuple[str, Page]]:
    yield lists.home()
    for hub in frame.plan.hubs:
        yield lists.hub(hub)
    for column in (*frame.plan.columns, *frame.plan.empty):
        yield from lists.column(column)
