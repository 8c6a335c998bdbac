"""Twins of a portal: who is whose counterpart, what is counted, and that signatures are computed once."""

from __future__ import annotations

import os
import random
import signal
import time
from array import array
from contextlib import suppress
from typing import Any

import pytest
from handmade_archive import PORTAL, Archive
from hypothesis import given
from hypothesis import strategies as st

from archive.listings import add_listings
from archive.observe import observe
from archive.store import content_digest
from archive.twins import rows
from archive.twins.figures import twins_of
from archive.twins.signatures import estimate, may_be_near, signatures, signed
from archive.twins.wording import wording

WORDS = (
    "会议要求各单位把责任落实到人逐项对照抓紧办理群众可到窗口咨询"
    "下一步将继续推进有关工作确保按期完成安排督促检查总结经验"
)


DAYS = ("2018-05-01", "2018-05-02", "2018-05-03")


def text(seed: int, letters: int = 300) -> str:
    """A text of its own, in which no piece is another's but by chance."""
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) for _ in range(letters))


class Texts(Archive):
    """Documents with texts, in one column, of one crawl."""

    def __init__(self) -> None:
        super().__init__()
        self.policy = self.column("policy")
        self.accepted = self.crawl()

    def text(self, said: str, published_on: str = "2018-05-01", **fields: Any) -> str:
        version = self.documents + 1
        made = {"version": version, "content_digest": content_digest(said), "title": "关于有关工作的通知", **fields}
        own = self.document(published_on, columns=[self.policy], crawl=self.accepted, **made)
        self.db.table("document_versions").insert({"id": version, "document": own})
        self.db.table("document_texts").insert({"version": version, "text": said, "layout": ""})
        return own

    def attach(self, document: str, digest: str, *, read: bool = True) -> None:
        row = {
            "document": document,
            "crawl": self.accepted,
            "url": digest,
            "role": "attachment",
            "entity_digest": digest if read else None,
        }
        self.db.table("attachments").insert(row)

    def found(self) -> dict[str, tuple[str, str | None]]:
        observe(self.db, PORTAL)
        return {row["document"]: (row["kind"], row["twin"]) for row in self.db.query("select * from twins")}


@pytest.fixture
def archive() -> Texts:
    return Texts()


@pytest.mark.timeout(60)
def test_a_fork_of_who_signed_many_texts_signs_as_many() -> None:
    texts = [wording(text(seed, letters=40)) for seed in range(300)]
    together = list(signatures(texts))
    child = os.fork()
    if not child:
        try:
            os._exit(list(signatures(texts)) != together)
        finally:
            os._exit(2)
    try:
        until = time.monotonic() + 20
        while not (ended := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < until:
            time.sleep(0.005)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    assert ended == (child, 0)
    assert [signature for each in texts for signature in signatures([each])] == together


def test_the_later_one_is_the_copy(archive: Texts) -> None:
    later, earlier = archive.text(text(1), "2018-06-01"), archive.text(text(1), "2018-05-01")
    assert archive.found() == {later: ("same", earlier)}


def test_of_three_of_one_text_two_are_counted_twice(archive: Texts) -> None:
    first, second, third = (archive.text(text(1), f"2018-05-0{day}") for day in (1, 2, 3))
    assert archive.found() == {second: ("same", first), third: ("same", first)}


def test_documents_without_text_are_nobodys_twins(archive: Texts) -> None:
    archive.text("")
    archive.text("")
    assert archive.found() == {}


def test_what_is_too_short_is_said_to_be_so_and_has_no_twin(archive: Texts) -> None:
    one, other = archive.text("具体内容见附件。"), archive.text("具体内容见附件。")
    assert archive.found() == {one: ("short", None), other: ("short", None)}


def test_short_texts_with_one_annex_are_the_same(archive: Texts) -> None:
    first, second, third = (archive.text("见附件。", f"2018-05-0{day}") for day in (1, 2, 3))
    for document, digest in ((first, "a"), (second, "b"), (third, "b")):
        archive.attach(document, digest)
    assert archive.found() == {first: ("short", None), second: ("short", None), third: ("same", second)}


def test_one_text_above_two_annexes_that_nobody_read_is_not_counted_twice(archive: Texts) -> None:
    first, second = (archive.text(text(1), day) for day in DAYS[:2])
    for document, url in ((first, "http://here.invalid/a.pdf"), (second, "http://here.invalid/b.pdf")):
        archive.attach(document, url, read=False)
    assert archive.found() == {second: ("form", first)}


def test_a_text_with_a_few_words_changed_has_the_nearest_before_it(archive: Texts) -> None:
    first = archive.text(text(1), "2018-05-01")
    archive.text(text(2), "2018-05-02")
    changed = archive.text(text(1)[:100] + "另行通知" + text(1)[104:], "2018-05-03")
    assert archive.found() == {changed: ("near", first)}


def test_a_copy_of_what_is_near_another_is_counted_once_as_the_same(archive: Texts) -> None:
    other = text(1)[:-4] + "另行通知"
    first, near, again = (archive.text(*each) for each in zip((text(1), other, other), DAYS, strict=True))
    assert archive.found() == {near: ("near", first), again: ("same", near)}


def test_files_are_compared_by_their_bytes(archive: Texts) -> None:
    first = archive.text("", "2018-05-01", state="file", content_digest="sha256:f")
    again = archive.text("", "2018-05-02", state="file", content_digest="sha256:f")
    assert archive.found() == {again: ("same", first)}


def test_imported_rows_are_not_compared(archive: Texts) -> None:
    archive.text(text(1))
    archive.imported(content_digest=content_digest(text(1)))
    assert archive.found() == {}


def test_every_number_stands_beside_the_sql_of_its_rows(archive: Texts) -> None:
    archive.text(text(1), "2017-05-01")
    archive.text(text(1), "2018-05-01")
    archive.text("见附件。", "2018-05-02")
    archive.text(text(2), "2018-05-03")
    observe(archive.db, PORTAL)
    of_2018 = next(twins_of(archive.db, PORTAL, 2018))
    assert (of_2018.whole.documents, of_2018.whole.counted_twice, of_2018.whole.counts["short"]) == (3, 1, 1)
    for share in (of_2018.whole, *of_2018.columns):
        assert {kind: len(list(archive.db.query(share.sql(kind)))) for kind in share.counts} == share.counts


def test_a_document_of_two_columns_is_listed_twice_and_no_twin(archive: Texts) -> None:
    own = archive.text(text(1))
    other = archive.column("news")
    add_listings(archive.db, [{"crawl": archive.accepted, "column": other, "url": "x", "document": own}])
    assert archive.found() == {}
    (year,) = twins_of(archive.db, PORTAL, 2018)
    assert year.listed_twice == 1
    assert [row["document"] for row in archive.db.query(year.listed_twice_sql)] == [own]


def test_signatures_of_texts_that_are_known_are_not_computed_again(
    archive: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.text(text(1))
    observe(archive.db, PORTAL)
    sizes: list[int] = []

    def counting(texts: Any) -> Any:
        sizes.append(len(texts))
        return signed(texts)

    monkeypatch.setattr(rows, "signed", counting)
    archive.text(text(2))
    observe(archive.db, PORTAL)
    assert sizes == [1]


def test_signatures_of_texts_that_are_gone_are_forgotten(archive: Texts) -> None:
    own, kept = archive.text(text(1)), archive.text(text(2))
    archive.db.execute(
        "update document_versions set content_digest = (select content_digest from documents d where d.id = document)"
    )
    observe(archive.db, PORTAL)
    archive.db.execute("update documents set content_digest = 'sha256:edited', version = null where id = ?", [own])
    observe(archive.db, PORTAL)
    kept_of = archive.db.execute("select content_digest from text_signatures").fetchall()
    assert kept_of == archive.db.execute("select content_digest from documents where id = ?", [kept]).fetchall()


def test_a_signature_tells_about_how_much_is_common() -> None:
    half = text(1, 600)[:400] + text(2, 200)
    one, other = signatures([wording(text(1, 600)), wording(half)])
    assert estimate(one, one) == 1.0
    assert 0.3 < estimate(one, other) < 0.7


VALUES = st.sampled_from((0, 1, 2, 0x7FFE, 0x7FFF, 0x8000, 0x8001, 0xFFFF)) | st.integers(0, 0xFFFF)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=130))
def test_values_that_are_the_same_are_counted_whatever_their_bits(values: list[tuple[int, int]]) -> None:
    one, other = (array("H", column).tobytes() for column in zip(*values, strict=True))
    assert estimate(one, other) == sum(a == b for a, b in values) / len(values)


def test_of_texts_with_a_tenth_changed_every_pair_is_looked_at() -> None:
    chance = random.Random(7)
    pairs = {}
    for number in range(60):
        one = text(number)
        place = chance.randrange(250)
        first, second = signatures([wording(one), wording(one[:place] + text(number + 1000, 12) + one[place + 12 :])])
        pairs |= {f"a{number:03}": first, f"b{number:03}": second}
    assert {(one, other) for one, other in may_be_near(pairs)} == {(f"b{n:03}", f"a{n:03}") for n in range(60)}
