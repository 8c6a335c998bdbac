"""The quality bench scores what a reader says against labels: right is right, and each kind of wrong is seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.extractors import Extracted
from benchmarks.gold import Labelled, read_gold
from benchmarks.quality import document_misses, likeness, list_misses, main, paging_misses, score_document
from crawler.reading import parse_page, read_list

BODY = "".join(f"第{number}条，各科室、各直属单位按第{number * 7}号通知贯彻执行。" for number in range(1, 12))
ARTICLE = {
    "id": "a",
    "kind": "detail",
    "file": "a.html",
    "url": "http://www.example.gov.cn/t/1.html",
    "title": "关于做好有关工作的通知",
    "pub_date": "2019-05-20",
    "body": BODY,
    "first_60": BODY[:60],
    "last_60": BODY[-60:],
}
LIST = {
    "id": "l",
    "kind": "list",
    "file": "l.html",
    "url": "http://www.example.gov.cn/t/index.html",
    "item_count": 3,
    "items": [
        {"title": f"关于第{number}件事项的通知", "href": f"{number}.html", "date": f"2019-05-0{number}"}
        for number in (3, 2, 1)
    ],
    "page2_url": "index_1.html",
    "total_pages": 4,
    "total_items": None,
}


def article(**labels: object) -> Labelled:
    return Labelled("a", "detail", "captured", str(ARTICLE["url"]), b"", {**ARTICLE, **labels})


def column(**labels: object) -> Labelled:
    return Labelled("l", "list", "captured", str(LIST["url"]), _list_page(), {**LIST, **labels})


def _list_page() -> bytes:
    rows = "".join(f"<li><a href='{i['href']}'>{i['title']}</a><span>{i['date']}</span></li>" for i in LIST["items"])
    return f"<html><body><ul>{rows}</ul><a href='index_1.html'>下一页</a>共4页</body></html>".encode()


def reading_of(page: Labelled):
    return read_list(parse_page(page.content, page.url))


def test_a_right_answer_scores_one_everywhere():
    score = score_document(article(), Extracted(" 关于做好 有关工作的通知", "2019-05-20", BODY))
    assert (score.title, score.date, score.body, score.ends) == (1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        (Extracted("关于做好有关工作的通知_网站", "2019-05-20", BODY), ["title"]),
        (Extracted("关于做好有关工作的通知", "2019-05-21", BODY), ["date"]),
        (Extracted("关于做好有关工作的通知", "", BODY), ["date"]),
        (Extracted("关于做好有关工作的通知", "2019-05-20", BODY[10:]), ["first_60"]),
        (Extracted("关于做好有关工作的通知", "2019-05-20", BODY[:-10]), ["last_60"]),
    ],
)
def test_each_kind_of_wrong_answer_is_a_miss(found, missed):
    assert [miss.what for miss in document_misses(article(), found)] == missed


def test_a_body_with_a_menu_too_many_is_a_miss():
    (miss,) = document_misses(
        article(), Extracted(str(ARTICLE["title"]), "2019-05-20", "首页新闻公开服务互动" * 5 + BODY)
    )
    right = len(BODY) - 1  # pairs; the menu adds fifty
    assert miss.what == f"body F1 {2 * right / (2 * right + 50):.3f}"


def test_likeness_counts_the_order_of_characters():
    assert likeness("甲乙丙丁", "甲乙丙丁") == 1.0
    assert likeness("丁丙乙甲", "甲乙丙丁") == 0.0
    assert likeness("", "") == 1.0


def test_a_list_read_as_labelled_has_no_miss():
    page = column()
    assert [*list_misses(page, reading_of(page)), *paging_misses(page, reading_of(page))] == []


@pytest.mark.parametrize(
    ("labels", "missed"),
    [
        ({"item_count": 4}, "entries"),
        ({"page2_url": "index_2.html"}, "page 2"),
        ({"total_pages": 5}, "total_pages"),
        ({"items": [{"title": "另一件", "href": "3.html", "date": "2019-05-03"}, *LIST["items"][1:]]}, "entry 0"),
        ({"items": [*LIST["items"][:2], {**LIST["items"][2], "date": None}]}, "entry 2"),
    ],
)
def test_each_kind_of_wrong_list_is_a_miss(labels, missed):
    page = column(**labels)
    reading = reading_of(page)
    assert [miss.what for miss in (*list_misses(page, reading), *paging_misses(page, reading))] == [missed]


def test_the_bench_prints_a_line_for_each_extractor(tmp_path: Path, capsys):
    (tmp_path / "gold.jsonl").write_text(json.dumps(LIST) + "\n", "utf-8")
    (tmp_path / "l.html").write_bytes(_list_page())
    assert main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "gongkai" in said
    assert "0 misses" in said
    assert len(list(read_gold(tmp_path))) == 1


def test_a_folder_without_labels_is_named(tmp_path: Path, capsys):
    assert main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err
