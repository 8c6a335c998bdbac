"""Which language the pages are read in, and that the choice is kept."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from asgi_server import serving
from datasette.app import Datasette
from published_sample import REPORT

from archive.publish.plugin.language import choices, in_plain_words, in_words

PAGES = ("/", f"/report/{REPORT}", "/search?q=公开")


@pytest.fixture
def visitor(site: Datasette) -> Iterator[httpx.Client]:
    with serving(site.app()) as address, httpx.Client(base_url=address) as visitor:
        yield visitor


def test_a_choice_is_kept_from_page_to_page(visitor: httpx.Client) -> None:
    chosen = visitor.get("/?_lang=en")
    assert "Skip to content" in chosen.text
    assert "跳到正文" not in chosen.text
    assert "跳到正文" not in visitor.get(f"/report/{REPORT}").text
    assert "Skip to content" not in visitor.get("/?_lang=zh").text
    both = visitor.get("/?_lang=both").text
    assert "跳到正文" in both
    assert "Skip to content" in both


def test_no_choice_and_no_cookie_shows_both_and_sets_nothing(visitor: httpx.Client) -> None:
    told = visitor.get("/")
    assert "跳到正文" in told.text
    assert "Skip to content" in told.text
    assert "set-cookie" not in told.headers


@pytest.mark.parametrize("said", ["fr", "", "en%0d%0aset-cookie:%20x=1", "<script>"])
def test_a_language_that_we_do_not_have_changes_nothing(visitor: httpx.Client, said: str) -> None:
    told = visitor.get(f"/?_lang={said}")
    assert (told.status_code, "set-cookie" in told.headers) == (200, False)
    assert "跳到正文" in told.text


@pytest.mark.parametrize("cookie", ["gongkai_lang=fr", 'gongkai_lang="', "=;;=", "gongkai_lang=en\xff"])
def test_a_cookie_that_says_nothing_changes_nothing(visitor: httpx.Client, cookie: str) -> None:
    told = visitor.get("/", headers={"cookie": cookie.encode("latin-1")})
    assert (told.status_code, "跳到正文" in told.text) == (200, True)


@pytest.mark.parametrize("path", PAGES)
def test_the_same_page_is_linked_in_every_language(visitor: httpx.Client, path: str) -> None:
    page = visitor.get(path)
    for choice in choices(page.url.query.decode()):
        assert choice.address.replace("&", "&amp;") in page.text
        assert visitor.get(page.url.join(choice.address)).status_code == 200


def test_the_address_of_another_language_keeps_what_was_asked() -> None:
    [both, chinese, english] = choices("q=%E4%B8%9A&page=2&_lang=zh&empty=")
    assert english.address == "?q=%E4%B8%9A&page=2&empty=&_lang=en"
    assert [both.chosen, chinese.chosen, english.chosen] == [True, False, False]


def test_values_in_words_are_text() -> None:
    hostile = "<script>{0}</script>"
    assert in_words("共 {n} 项 {title}", "{n} of {title}", n=3, title=hostile) == (
        "共 3 项 &lt;script&gt;{0}&lt;/script&gt; "
        '<span lang="en" class="en">3 of &lt;script&gt;{0}&lt;/script&gt;</span>'
    )
    assert in_words(hostile, "").count("<script>") == 0
    assert in_plain_words("第 {n} 项", "item {n}", n=2) == "第 2 项 item 2"


@pytest.mark.parametrize(("zh", "en"), [("≤20", "≤ 20"), ("政府文件", "政府文件")])
def test_words_that_are_the_same_in_both_languages_stand_once(zh: str, en: str) -> None:
    assert (in_words(zh, en), in_plain_words(zh, en)) == (zh, zh)
