"""Two whole sites, read page by page, against counts taken from their sources by plain search."""

from __future__ import annotations

import re

import pytest

from crawler.reading import parse_page, read_document, read_list


def pages_of(folder, pattern: str):
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        if re.search(pattern, name):
            yield name, parse_page(path.read_bytes(), f"http://www.site.example.cn/{name}")


def squeezed(text: str) -> str:
    return re.sub(r"\s+|&nbsp;|&#8203;|\u200b|<[^>]*>", "", text)


@pytest.fixture(scope="module")
def gxpopss(corpus):
    return corpus / "sites" / "gxpopss_cn"


@pytest.fixture(scope="module")
def jspn(corpus):
    return corpus / "sites" / "jspn_js_cn"


def test_every_list_page_of_the_first_site_gives_every_dated_row(gxpopss):
    for name, page in pages_of(gxpopss, "^staticmores/"):
        rows = re.findall(r"<li><span>\[(\d{4}-\d\d-\d\d)", page.text)
        assert [str(item.listed_on) for item in read_list(page).items] == rows, name


def test_following_next_page_reaches_every_list_page_of_the_first_site(gxpopss):
    pages = {page.url: page for _, page in pages_of(gxpopss, "^staticmores/")}
    reached = set()
    for start in [url for url in pages if url.endswith("-1.html")]:
        url: str | None = start
        while url and url not in reached:
            reached.add(url)
            url = read_list(pages[url]).next_page
    assert reached == set(pages)


def test_every_article_of_the_first_site_gives_its_title_and_date(gxpopss):
    articles = list(pages_of(gxpopss, "^staticpages/"))
    assert len(articles) == 73
    for name, page in articles:
        title = re.search(r'<div class="article-title">\s*<h2>(.*?)</h2>', page.text, re.S)
        day = re.search(r"【时间：(\d{4})年(\d\d)月(\d\d)日", page.text)
        reading = read_document(page)
        assert (squeezed(reading.title), str(reading.published_on)) == (squeezed(title[1]), "-".join(day.groups())), (
            name
        )


def test_every_list_page_of_the_second_site_gives_every_dated_row(jspn):
    for name, page in pages_of(jspn, r"articlecolumn(-\d+)?\.html$"):
        rows = re.findall(r"class='x_title' href=.*?<span class='x_time'>(\d{4}-\d\d-\d\d)", page.text)
        assert [str(item.listed_on) for item in read_list(page).items if item.listed_on] == rows, name


def test_every_picture_of_the_second_sites_grids_is_one_entry(jspn):
    for name, page in pages_of(jspn, r"piccolumn\.html$"):
        titles = re.findall(r"<a class='x_title' href='[^']*' target='_blank' title='([^']*)'", page.text)
        assert [squeezed(item.title) for item in read_list(page).items] == [squeezed(title) for title in titles], name


def test_every_article_of_the_second_site_gives_its_title_and_date(jspn):
    articles = list(pages_of(jspn, r"(article|pic)info-\d+\.html$"))
    assert len(articles) == 119
    for name, page in articles:
        title = re.search(r"class='x_content_title'>(.*?)</td>", page.text, re.S)
        day = re.search(r"<span class='x_time'>(\d{4}-\d\d-\d\d)", page.text)
        reading = read_document(page)
        assert (squeezed(reading.title), str(reading.published_on)) == (squeezed(title[1]), day[1]), name


def test_no_article_of_either_site_is_read_as_a_list(gxpopss, jspn):
    articles = [*pages_of(gxpopss, "^staticpages/"), *pages_of(jspn, r"(article|pic)info-\d+\.html$")]
    assert [name for name, page in articles if read_list(page).items] == []


def test_a_column_that_shows_a_single_article_has_no_entries(jspn):
    ((_, page),) = pages_of(jspn, "^col8/articlecolumn")
    assert read_list(page).items == ()


def test_paging_by_posted_forms_leads_on_and_states_how_much_there_is(jspn):
    ((_, page),) = pages_of(jspn, "^col1/articlecolumn")
    reading = read_list(page)
    following = reading.next_request
    assert (following.url, following.method, following.body) == (page.url, "POST", b"currpage=2&colid=1")
    assert (reading.total_pages, reading.total_items) == (16, 312)
