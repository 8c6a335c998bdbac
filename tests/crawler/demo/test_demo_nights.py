"""The demo's year: every event shows in what the server gives that night, and noise changes nothing else.

The site is the small one, in skins drawn for this run; pages are read with lxml and patterns of the tests' own.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import urljoin

import httpx
import pypdf
import pytest
from lxml import html

from crawler.demo.expected import ExpectedRow, expected_rows
from crawler.demo.happenings import number_of, numbers_of
from crawler.demo.model import Document, Service, Site
from crawler.demo.nights import site_on
from crawler.demo.script_lists import CATALOG, SERVICES, SITE_ID
from crawler.demo.server import Addresses, running
from crawler.demo.site import ALL_SKINS, build, build_small
from crawler.demo.skin import load_skin
from crawler.demo.truth.watch import Event, Night, named_documents, named_groups, nights

SEED = random.Random(os.environ["GONGKAI_SEED"]).randrange(10**6)
STATIC = [name for name in ALL_SKINS if load_skin(name).pager not in SERVICES]
DRAWN, OTHER = random.Random(SEED).sample(STATIC, 2)
SERVED = random.Random(SEED).choice([name for name in ALL_SKINS if load_skin(name).pager in SERVICES])

NIGHTS = {night.key: night for night in nights()}
BEFORE = {later.key: earlier.key for earlier, later in zip(nights(), nights()[1:], strict=False)}
EVENTS = [(night.key, event) for night in nights() for event in night.events]
FAIR, COUNTED = "2020-06-03 16:30", "2020-06-04 16:30"
UNAVAILABLE, CHALLENGED = "2020-06-09 16:30", "2020-06-10 16:30"
EMPTIED, TRUNCATED, REFUSED = "2020-06-12 16:30", "2020-06-14 16:30", "2020-09-22 16:30"
SESSIONS, QUERIES, SKEWED = "2020-06-29 16:30", "2020-09-24 16:30", "2020-11-03 15:30"
REDIRECTED, REDESIGNED = "2020-10-12 15:30", "2021-01-10 15:30"

SESSION = re.compile(r"(;jsessionid=|[?&]PHPSESSID=)[0-9A-F]+")
COUNTER = re.compile(r'　浏览次数：@visits@|<div class="visits">您是第@visits@位访客</div>\n')
GENERATED = re.compile(r'<!-- published at [^>]*-->\n|<p class="made">页面生成时间：[^<]*</p>\n')


@cache
def base(skin: str) -> Site:
    print(f"seed {SEED}, skin {skin}")
    return build_small(SEED, skin)


@cache
def on(key: str, skin: str = DRAWN) -> Site:
    """The small site in the night of that key."""
    return site_on(base(skin), NIGHTS[key])


def found(site: Site, key: str) -> Document:
    """A named document that answers."""
    return next(document for document in site.own.documents if document.number == number_of(key))


def decoded(content: bytes) -> str:
    if content.startswith(b"%PDF") or content.startswith(b"PK"):
        return ""
    declared = re.search(rb"charset=\"?([a-zA-Z0-9-]+)", content)
    encoding = declared[1].decode() if declared else "utf-8"
    return content.decode({"gb2312": "gb18030"}.get(encoding, encoding))


def said(content: bytes) -> str:
    """The text of a page, or of a PDF, without spaces."""
    if content.startswith(b"%PDF"):
        return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return "".join(html.fromstring(decoded(content)).text_content().split())


def listed(site: Site) -> list[str]:
    """Where entries of lists lead, in the order of the pages; read from all pages but documents and the home page."""
    articles = {document.url for document in site.own.documents}
    leading = {load_skin(site.skin).paths["home"], "/", *articles}
    found: list[str] = []
    for path, page in site.own.pages.items():
        if path not in leading and page.content_type.startswith("text/html") and page.status == 200:
            hrefs = html.fromstring(decoded(page.body)).xpath("//a/@href")
            found += [urljoin(path, SESSION.sub("", str(href))) for href in hrefs]
    return found


@pytest.fixture(scope="module")
def served() -> Iterator[Addresses]:
    with running(base(DRAWN)) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def get(served: Addresses) -> Iterator[Callable[[str, str], httpx.Response]]:
    """Asks for a path in a night; redirects are not followed."""
    with httpx.Client() as client:

        def ask(key: str, path: str) -> httpx.Response:
            served.show(on(key), NIGHTS[key].true_time)
            return client.get(urljoin(served.own, path))

        yield ask


Get = Callable[[str, str], httpx.Response]


def _numbers(event: Event) -> tuple[int, ...]:
    return numbers_of(event.document)


def _appears(get: Get, key: str, event: Event) -> None:
    for number in _numbers(event):
        document = next(one for one in on(key).own.documents if one.number == number)
        assert document.url not in listed(on(BEFORE[key]))
        assert document.url in listed(on(key))
        assert get(BEFORE[key], document.url).status_code == 404
        assert "".join(document.title.split()) in said(get(key, document.url).content)


def _disappears(get: Get, key: str, event: Event) -> None:
    url = found(on(BEFORE[key]), event.document).url
    assert get(BEFORE[key], url).status_code == 200
    answer = get(key, url)
    assert answer.status_code == {"404": 404, "410": 410, "soft_404": 200}[event.how]
    assert "".join(found(on(BEFORE[key]), event.document).title.split()) not in said(answer.content)
    assert (url in listed(on(key))) == (event.what == "lost")


def _leaves_its_list(get: Get, key: str, event: Event) -> None:
    url = found(on(key), event.document).url
    assert (url in listed(on(BEFORE[key])), url in listed(on(key))) == (True, False)
    assert get(key, url).status_code == 200


def _comes_back(get: Get, key: str, event: Event) -> None:
    url = found(on(key), event.document).url
    assert url in listed(on(key))
    assert found(on(key), event.document).title in decoded(get(key, url).content)


def _moves(get: Get, key: str, event: Event) -> None:
    old, new = found(on(BEFORE[key]), event.document), found(on(key), event.document)
    answer = get(key, old.url)
    assert (answer.status_code, answer.headers.get("location")) == ((301, new.url) if event.redirect else (404, None))
    assert (old.url in listed(on(key)), new.url in listed(on(key))) == (False, True)
    assert (old.title, old.paragraphs) == (new.title, new.paragraphs)
    assert get(key, new.url).status_code == 200


def _gets_another_title(get: Get, key: str, event: Event) -> None:
    url = found(on(key), event.document).url
    assert event.title not in said(get(BEFORE[key], url).content)
    assert event.title in said(get(key, url).content)
    assert event.title in {entry.title for entries in on(key).own.listings.values() for entry in entries}


def _gets_another_date(get: Get, key: str, event: Event) -> None:
    document = found(on(key), event.document)
    assert event.dated
    shown = load_skin(DRAWN).page_date(document)
    assert "".join(shown.split()) in said(get(key, document.url).content)
    assert "".join(shown.split()) not in said(get(BEFORE[key], document.url).content)
    entries = on(key).own.listings[document.columns[0]]
    assert [entry.listed_on for entry in entries if entry.url == document.url] == [event.dated]


def _gets_another_text(get: Get, key: str, event: Event) -> None:
    url = found(on(key), event.document).url
    before, after = on(BEFORE[key]).own.pages[url].body, on(key).own.pages[url].body
    assert (event.replace in said(before), event.by in said(before)) == (True, False)
    assert (event.replace in said(after), event.by in said(after)) == (False, True)


def _gets_another_file(get: Get, key: str, event: Event) -> None:
    document = found(on(key), event.document)
    before, after = (get(one, document.attachments[0].path).content for one in (BEFORE[key], key))
    assert before != after
    assert (event.replace in said(before), event.by in said(after)) == (True, True)
    assert (said(before) == said(after)) == (event.what == "file_saved")
    assert get(BEFORE[key], document.url).content == get(key, document.url).content


def _stands_on_top(get: Get, key: str, event: Event) -> None:
    entries = on(key).own.listings[named_documents()[event.document].column]
    assert (entries[0].document, entries[0].pinned) == (number_of(event.document), True)
    assert not any(entry.pinned for entry in entries[1:])


def _gets_new_addresses(get: Get, key: str, event: Event) -> None:
    earlier, later = on(BEFORE[key]).own, on(key).own
    old, new = ({one.number: one.url for one in host.documents if one.form != "external"} for host in (earlier, later))
    assert set(old) == set(new) and not set(old.values()) & set(new.values())
    staying = {"/", "/robots.txt", "/inner/oa", load_skin(DRAWN).paths["home"]}
    good = {path for path, page in earlier.pages.items() if page.status == 200 and "不存在" not in decoded(page.body)}
    left = good - staying
    answers = {path: later.pages.get(path) for path in left}
    led = {path: page.location if page else "" for path, page in answers.items()}
    assert all(led[old[number]] == (new[number] if event.redirect else "") for number in old)
    assert all(later.pages[path].status == 200 for path in led.values() if path)
    assert all(led.values()) if event.redirect else not any(led.values())


SHOWS: Mapping[str, Callable[[Get, str, Event], None]] = {
    "added": _appears,
    "put_up": _appears,
    "reposted": _appears,
    "removed": _disappears,
    "lost": _disappears,
    "delisted": _leaves_its_list,
    "returned": _comes_back,
    "moved": _moves,
    "retitled": _gets_another_title,
    "redated": _gets_another_date,
    "edited": _gets_another_text,
    "file_edited": _gets_another_file,
    "file_saved": _gets_another_file,
    "pinned": _stands_on_top,
    "redesigned": _gets_new_addresses,
}


def _in_fair_weather(key: str) -> bool:
    return not NIGHTS[key].weather and not NIGHTS[BEFORE[key]].weather


@pytest.mark.parametrize(
    ("key", "event"),
    [(key, event) for key, event in EVENTS if event.what not in ("added", "edited", "put_up") or _in_fair_weather(key)],
    ids=lambda value: f"{value.what}-{value.document}" if isinstance(value, Event) else value,
)
def test_an_event_shows_in_what_the_server_gives_that_night(key: str, event: Event, get: Get) -> None:
    SHOWS[event.what](get, key, event)


@pytest.mark.parametrize(("key", "document"), [("2020-06-11 16:30", "outage"), ("2021-01-03 15:30", "holidays")])
def test_what_was_put_up_during_an_outage_is_there_after_it(key: str, document: str) -> None:
    urls = {one.number: one.url for one in on(key).own.documents}
    assert {urls[number] for number in numbers_of(document)} <= set(listed(on(key)))


def test_a_text_changed_and_changed_back_during_an_outage_is_as_it_was() -> None:
    before, meanwhile, after = (
        found(on(key), "measures").paragraphs for key in ("2020-12-05 15:30", "2020-12-20 15:30", "2021-01-03 15:30")
    )
    assert before == after != meanwhile


def test_a_repost_says_what_its_original_says() -> None:
    one, again, elsewhere = (
        found(on("2020-08-09 16:30"), key) for key in ("training", "training_again", "training_elsewhere")
    )
    assert {one.title, again.title, elsewhere.title} == {one.title}
    assert one.paragraphs == again.paragraphs == elsewhere.paragraphs
    assert (again.columns, elsewhere.columns) == (("news",), ("interpretations",))
    assert len({one.url, again.url, elsewhere.url}) == 3


def test_a_group_carries_the_dates_of_the_truth() -> None:
    for key, group in named_groups().items():
        days = [one.published_on for one in on(nights()[-1].key).own.documents if one.number in numbers_of(key)]
        assert {day: days.count(day) for day in days} == group.dated


@pytest.mark.parametrize("skin", [DRAWN, OTHER])
def test_a_night_in_which_nothing_happened_gives_the_same_bytes(skin: str) -> None:
    assert on(FAIR, skin).own == on(nights()[0].key, skin).own


@pytest.mark.parametrize("skin", [DRAWN, OTHER])
def test_counters_and_generation_times_are_all_that_differs(skin: str) -> None:
    calm, noisy = on(FAIR, skin).own, on(COUNTED, skin).own
    pages = {path: page for path, page in noisy.pages.items() if page.content_type.startswith("text/html")}
    assert [path for path, page in pages.items() if page.body == calm.pages[path].body] == []
    cleaned = {path: GENERATED.sub("", COUNTER.sub("", decoded(page.body))) for path, page in pages.items()}
    assert cleaned == {path: decoded(calm.pages[path].body) for path in pages}


@pytest.mark.parametrize("skin", [DRAWN, OTHER])
@pytest.mark.parametrize("key", [SESSIONS, QUERIES])
def test_every_link_carries_a_session_that_leads_to_the_same_page(key: str, skin: str) -> None:
    site = on(key, skin)
    with running(site) as addresses, httpx.Client() as client:
        home = client.get(addresses.own).text
        hrefs = [str(href) for href in html.fromstring(home).xpath("//a/@href") if "://" not in str(href)]
        assert hrefs and all(SESSION.search(href) for href in hrefs)
        address = urljoin(addresses.own, hrefs[-1])
        pages = [client.get(one).text for one in (address, SESSION.sub("", address))]
        assert len({re.sub(r"第\d+位|浏览次数：\d+", "", page) for page in pages}) == 1


def test_a_counter_counts_every_request(get: Get) -> None:
    first, second = (get(COUNTED, "/").text, get(COUNTED, "/").text)
    assert "@visits@" not in first
    assert re.sub(r"第\d+位", "", first) == re.sub(r"第\d+位", "", second)


def test_other_markup_leaves_the_text(get: Get) -> None:
    calm, noisy = (found(on(key), "plan") for key in (BEFORE[SESSIONS], SESSIONS))
    pages = [get(key, calm.url).text for key in (BEFORE[SESSIONS], SESSIONS)]
    assert calm.paragraphs == noisy.paragraphs
    assert ["MsoNormal" in page for page in pages] == [False, True]
    assert all("".join(text.split()) in said(page.encode()) for page in pages for text in calm.paragraphs)


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/nothing/here"])
def test_a_site_that_is_down_answers_503_to_everything(path: str, get: Get) -> None:
    assert get(UNAVAILABLE, path).status_code == 503


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/nothing/here"])
def test_a_challenge_is_answered_with_200_to_everything(path: str, get: Get) -> None:
    answer = get(CHALLENGED, path)
    assert (answer.status_code, "document.cookie" in answer.text) == (200, True)


@pytest.mark.parametrize("skin", [DRAWN, OTHER])
def test_an_emptied_list_leads_to_nothing_and_its_documents_answer(skin: str) -> None:
    calm, emptied = on("2020-06-11 16:30", skin), on(EMPTIED, skin)
    news = {document.url for document in calm.own.documents if document.columns == ("news",)}
    own = {url for url in news if "://" not in url}
    assert own <= set(listed(calm)) and not news & set(listed(emptied))
    assert {emptied.own.pages[url].status for url in own} == {200}


def test_a_truncated_list_answers_503_from_page_3_on(get: Get) -> None:
    faults = on(TRUNCATED).faults
    size = load_skin(DRAWN).page_size
    assert len(faults) == -(-len(on(TRUNCATED).own.listings["news"]) // size) - 2 > 0
    for fault in faults:
        assert [get(key, fault.path).status_code for key in (FAIR, TRUNCATED)] == [200, 503]


def _request(service: Service, size: int, page: int) -> tuple[str, dict[str, str]]:
    """Path and fields by which page ``page`` of the news is asked for, of any service."""
    numbers = {
        "startrecord": (page - 1) * size + 1,
        "endrecord": page * size,
        "perpage": size,
        "appid": 1,
        "page": page,
    }
    columns = {"columnid": "11", "pageId": "11", "sid": SITE_ID}
    asked = json.dumps({"pageNo": page, "pageSize": size})
    path = CATALOG + "11" if service.path == CATALOG else service.path
    return path, {**{name: str(value) for name, value in numbers.items()}, **columns, "paramJson": asked}


def test_a_service_of_a_truncated_list_answers_503_beyond_two_pages() -> None:
    size = load_skin(SERVED).page_size
    (service,) = on(TRUNCATED, SERVED).own.services
    asked = {beyond: service.answer(*_request(service, size, beyond)) for beyond in (1, 2, 3)}
    assert {page: answer.status for page, answer in asked.items() if answer} == {1: 200, 2: 200, 3: 503}
    assert on(TRUNCATED, SERVED).faults == ()


def test_connections_are_refused_after_six_answers_until_another_night_is_shown(served: Addresses) -> None:
    served.show(on(REFUSED), NIGHTS[REFUSED].at)
    with httpx.Client() as client:
        assert {client.get(served.own).status_code for _ in range(6)} == {200}
        for _ in range(2):
            with pytest.raises(httpx.TransportError):
                client.get(served.own)
        with pytest.raises(httpx.ConnectError):
            httpx.get(served.own)
        served.show(on(FAIR), NIGHTS[FAIR].at)
        assert client.get(served.own).status_code == 200


def test_the_date_is_that_of_the_night_by_the_clock_of_the_site(get: Get) -> None:
    dates = [get(key, "/robots.txt").headers["date"] for key in (FAIR, SKEWED)]
    assert dates == ["Wed, 03 Jun 2020 16:30:00 GMT", "Wed, 04 Nov 2020 03:30:00 GMT"]


def test_lists_of_every_skin_lead_to_every_document_after_a_redesign() -> None:
    site = on(REDESIGNED, OTHER)
    assert {one.url for one in site.own.documents} <= set(listed(site))


def test_the_whole_site_has_the_year_too() -> None:
    site = build(SEED, DRAWN)
    last = site_on(site, nights()[-1])
    gone = {"posts", "survey", "poster", "leaflet", "circular", "tender", "lamps"}
    named = {key for key in named_documents() if key not in gone}
    numbers = {one.number for one in last.own.documents}
    assert {key for key in named_documents() if number_of(key) in numbers} == named
    assert {one.number for one in site.own.documents} <= numbers


def test_one_night_gives_the_same_bytes() -> None:
    night: Night = NIGHTS[REDIRECTED]
    assert site_on(base(DRAWN), night) == site_on(base(DRAWN), night)


@cache
def rows() -> tuple[ExpectedRow, ...]:
    return tuple(expected_rows({key: on(key) for key in NIGHTS}))


def test_every_expected_row_names_a_page_that_was_there_when_it_was_first_seen() -> None:
    paths = {urljoin(on(key).own.base, path) for key in NIGHTS for path in on(key).own.pages}
    of_documents = [row for row in rows() if row.kind != "burst"]
    assert [row for row in of_documents if row.first_url not in paths] == []
    assert {row.column for row in rows()} <= set(base(DRAWN).own.listings)


def test_a_redesign_is_expected_of_every_document_with_both_addresses() -> None:
    for key in (REDIRECTED, REDESIGNED):
        moved = {row.before: row.after for row in rows() if row.night == key}
        own = {urljoin(on(key).own.base, one.url) for one in on(key).own.documents if one.form != "external"}
        assert set(moved.values()) == own
        assert set(moved) & own == set()


def test_every_row_of_a_group_has_the_days_of_its_date() -> None:
    late = sorted(row.days or 0 for row in rows() if row.night == "2020-08-16 16:30" and row.kind == "backdated")
    assert late == sorted([178, 150, 117, 88, 55, 26] * 4)
