"""Anybody's WARC becomes a crawl of what was there then: records of the portal's hosts alone, each as it came."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest
from conftest import Answer
from small_site import article
from sqlite_utils import Database
from strangers_warc import http, sha1, small_warc

from archive.fixity.checking import check
from archive.foreign.limits import LIMITS, ForeignFileError
from archive.holdings import holdings
from archive.kept_archives import kept_archives
from archive.warc_reader import read_records

PAGE = "http://small.invalid/a/0.html"


def titles(db: Database) -> set[str]:
    return {title for (title,) in db.execute("select title from documents").fetchall()}


@pytest.mark.parametrize(
    ("version", "how"), [("WARC/0.17", "plain"), ("WARC/0.18", "whole"), ("WARC/1.0", "members"), ("WARC/1.1", "whole")]
)
def test_every_version_and_compression_gives_the_same(bring, db, tmp_path, version, how):
    made = small_warc()
    made.records = [record.replace(b"WARC/1.0", version.encode(), 1) for record in made.records]
    brought = bring(made.write(tmp_path / "x.warc", how))
    assert (brought.verdict, brought.documents, brought.captures) == ("ok", 8, 13)
    assert brought.kept.reasons == {"other_type": 1}
    assert len(titles(db)) == 8


def test_a_capture_keeps_its_date_and_id_and_bytes(bring, db, archive, tmp_path):
    made = small_warc(at="2019-03-31T08:00:00Z")
    bring(made.write(tmp_path / "x.warc.gz"))
    captured, _entity = db.execute("select captured_at, entity_digest from captures where url = ?", [PAGE]).fetchone()
    assert captured == "2019-03-31T08:00:00.000000Z"
    (warc,) = [holding.path for holding in holdings(archive) if not holding.is_index]
    blocks = {record.url: record.block for record in read_records(warc) if record.kind == "response"}
    assert blocks[PAGE] == http(article("关于召开全区工作会议的通知之1", "2018-03-01"))
    row = db.execute("select source, started_at, closed_at, accepted from crawls").fetchone()
    assert row == ("import", captured, captured, 1)


def test_the_archive_is_clean_afterwards_and_twice_changes_nothing(bring, db, archive, tmp_path):
    path = small_warc().write(tmp_path / "x.warc.gz")
    first = bring(path)
    before = list(db.query("select * from captures"))
    again = bring(path)
    assert (first.known_before, again.known_before) == (False, True)
    assert again.kept == first.kept
    assert list(db.query("select * from captures")) == before
    db.execute("pragma wal_checkpoint(truncate)")
    assert list(check(archive)) == []


def test_the_file_is_kept_as_it_came(bring, archive, tmp_path):
    path = small_warc().write(tmp_path / "x.warc.gz")
    kept = bring(path).kept
    (file,) = kept.files
    assert (archive / file.kept).read_bytes() == path.read_bytes()
    assert list(kept_archives(archive)) == [kept]
    assert (kept.origin, kept.imported_by) == ("the library of X", "someone@example.org")


def test_what_lies_off_the_portals_hosts_is_counted_and_left(bring, db, tmp_path):
    made = small_warc()
    made.add("response", "http://evil.invalid/news/", http("<p>x</p>"))
    made.add("response", "http://small.invalid@evil.invalid/a/0.html", http("<p>x</p>"))
    brought = bring(made.write(tmp_path / "x.warc.gz"))
    assert brought.kept.reasons["off_fence"] == 2
    assert "evil.invalid (2)" in brought.kept.notes[-1]
    assert db.execute("select count(*) from captures where fetched_url like '%evil%'").fetchone() == (0,)


def test_a_file_of_another_site_is_refused_and_leaves_nothing(bring, db, archive, tmp_path):
    made = small_warc("http://old.invalid")
    with pytest.raises(ForeignFileError, match=r"old\.invalid \(13\).*--host"):
        bring(made.write(tmp_path / "x.warc.gz"))
    assert [path for path in archive.rglob("*") if path.is_file() and "archive.db" not in path.name] == []
    assert db.table("crawls").count == 0


def test_an_older_address_of_the_site_is_mapped_by_its_hosts(bring, db, portal, tmp_path):
    brought = bring(
        small_warc("http://old.invalid").write(tmp_path / "x.warc.gz"), of=portal.with_host("http://old.invalid/")
    )
    assert brought.documents == 8
    assert db.execute("select count(*) from captures where url = ?", [PAGE]).fetchone() == (1,)


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ({"WARC_Date": "yesterday"}, "bad_date"),
        ({"WARC_Date": "1970-01-01T00:00:00Z"}, "bad_date"),
        ({"WARC_Date": "2031-01-01T00:00:00Z"}, "bad_date"),
        ({"WARC_Date": "2019-03"}, "bad_date"),
        ({"WARC_Record_ID": None}, "no_id"),
        ({"WARC_Record_ID": "<no id>"}, "no_id"),
        ({"WARC_Block_Digest": sha1(b"other")}, "wrong_digest"),
        ({"WARC_Payload_Digest": sha1(b"other")}, "wrong_digest"),
        ({"Content_Length": "many"}, "broken_header"),
        ({"WARC_Type": "conversion"}, "other_type"),
        ({"Gongkai_Purged": "response"}, "purged"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_relied_on_is_named(bring, db, tmp_path, field, reason):
    made = small_warc()
    made.add("response", "http://small.invalid/extra.html", http("<p>x</p>"), **field)
    brought = bring(made.write(tmp_path / "x.warc.gz"))
    assert brought.kept.reasons[reason] == 1 + (reason == "other_type")
    assert db.execute("select count(*) from captures where url like '%extra%'").fetchone() == (0,)
    assert brought.documents == 8


def test_a_digest_of_an_unknown_algorithm_is_said(bring, tmp_path):
    made = small_warc()
    made.add("response", "http://small.invalid/extra.html", http("<p>x</p>"), WARC_Block_Digest="crc:1")
    brought = bring(made.write(tmp_path / "x.warc.gz"))
    assert any(note.startswith("1 digests of unknown") for note in brought.kept.notes)
    assert brought.captures == 14


def test_an_id_that_stands_twice_is_given_anew(bring, db, tmp_path):
    made = small_warc()
    made.add("response", "http://small.invalid/extra.html", http("<p>x</p>"), WARC_Record_ID="<urn:uuid:same>")
    made.add("response", "http://small.invalid/extra2.html", http("<p>y</p>"), WARC_Record_ID="<urn:uuid:same>")
    brought = bring(made.write(tmp_path / "x.warc.gz"))
    ids = {url: id for id, url in db.execute("select id, url from captures where url like '%extra%'").fetchall()}
    assert ids["http://small.invalid/extra.html"] == "urn:uuid:same"
    assert len(set(ids.values())) == 2
    assert any(note.startswith("1 record ids") for note in brought.kept.notes)


def test_ids_that_the_archive_has_never_lead_to_another_capture(bring, db, tmp_path):
    bring(small_warc().write(tmp_path / "x.warc.gz"))
    before = dict(db.execute("select id, entity_digest from captures").fetchall())
    other = small_warc(at="2020-01-01T00:00:00Z", **{"/a/0.html": article("别的", "2018-03-01")})
    bring(other.write(tmp_path / "y.warc.gz"))
    after = dict(db.execute("select id, entity_digest from captures").fetchall())
    assert {id: after[id] for id in before} == before
    assert len(after) == 2 * len(before)


def test_a_truncated_file_gives_what_it_has(bring, tmp_path):
    path = small_warc().write(tmp_path / "x.warc.gz")
    path.write_bytes(path.read_bytes()[:-40])
    brought = bring(path)
    assert brought.kept.reasons["truncated"] == 1
    assert brought.captures == 12


def test_damage_in_the_middle_costs_one_record(bring, tmp_path):
    made = small_warc()
    members = [gzip.compress(record, mtime=0) for record in made.records]
    broken = bytearray(members[5])
    broken[30:60] = b"\xff" * 30
    members[5] = bytes(broken)
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"".join(members))
    brought = bring(path)
    assert brought.kept.reasons["damaged"] >= 1
    assert brought.captures == 12


def test_junk_between_records_is_stepped_over(bring, tmp_path):
    made = small_warc()
    made.records.insert(4, b"<html>no record</html>\r\nmore\r\n")
    brought = bring(made.write(tmp_path / "x.warc", "plain"))
    assert brought.kept.reasons["no_header"] == 1
    assert brought.captures == 13


def test_a_bomb_is_refused(bring, tmp_path):
    made = small_warc()
    made.records.append(b"\0" * 8_000_000)
    with pytest.raises(ForeignFileError, match="expands to more than"):
        bring(made.write(tmp_path / "x.warc.gz"), limits=replace(LIMITS, spare=1_000_000, expansion=20))


def test_a_header_without_an_end_takes_no_memory_and_is_no_record(bring, tmp_path):
    made = small_warc()
    made.records.append(b"WARC/1.0\r\nX: " + b"a" * 500_000 + b"\r\n\r\n")
    assert bring(made.write(tmp_path / "x.warc.gz")).kept.reasons["broken_header"] == 1


def test_a_block_beyond_the_limit_is_stepped_over(bring, tmp_path):
    made = small_warc()
    made.add("response", "http://small.invalid/long", http("x" * 100_000))
    made.add("response", "http://small.invalid/after", http("<p>x</p>"))
    brought = bring(made.write(tmp_path / "x.warc.gz"), limits=replace(LIMITS, block=50_000))
    assert (brought.kept.reasons["too_long"], brought.captures) == (1, 14)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 ...", b"\x28\xb5\x2f\xfd....", b"\x1f\x8b\x08junk", b"<html>"])
def test_what_is_no_warc_is_refused(bring, tmp_path, content):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(ForeignFileError):
        bring(path)


def chunked(text: str) -> bytes:
    body = text.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"


def unchunked(text: str) -> bytes:
    """As programs write it that take the coding away and leave the header."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + text.encode()


def zipped(text: str) -> bytes:
    body = gzip.compress(text.encode())
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body


@pytest.mark.parametrize("coded", [chunked, unchunked, zipped])
def test_bodies_are_read_however_they_were_coded(bring, db, tmp_path, coded):
    made = small_warc(**{"/a/0.html": None})
    made.add("response", PAGE, coded(article("编码之文", "2018-03-01")))
    bring(made.write(tmp_path / "x.warc.gz"))
    assert "编码之文" in titles(db)


def test_what_no_coding_of_ours_reads_is_named(bring, tmp_path):
    made = small_warc(**{"/a/0.html": None})
    made.add("response", PAGE, http("\x0b\x02", Content_Encoding="br"))
    assert bring(made.write(tmp_path / "x.warc.gz")).kept.reasons["coded"] == 1


@pytest.mark.parametrize("named", ["id", "date", "digest"])
def test_a_revisit_has_the_body_of_what_it_refers_to(bring, db, tmp_path, named):
    made = small_warc(**{"/a/0.html": None})
    block = http(article("两次所见", "2018-03-01"))
    body = block.partition(b"\r\n\r\n")[2]
    digest = "sha256:" + "1" * 64 if named == "date" else sha1(body)
    id = made.add(
        "response", PAGE, block, "2018-05-01T00:00:00Z", **({} if named == "date" else {"WARC_Payload_Digest": digest})
    )
    fields = {
        "id": {"WARC_Refers_To": f"<{id}>"},
        "date": {"WARC_Refers_To_Target_URI": PAGE, "WARC_Refers_To_Date": "2018-05-01T00:00:00Z"},
        "digest": {},
    }
    profile = {"WARC_Profile": "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"}
    made.add("revisit", PAGE, block[: -len(body)], **profile, WARC_Payload_Digest=digest, **fields[named])
    brought = bring(made.write(tmp_path / "x.warc.gz"))
    assert "no_original" not in brought.kept.reasons
    digests = [
        digest for (digest,) in db.execute("select entity_digest from captures where url = ?", [PAGE]).fetchall()
    ]
    assert len(digests) == 2
    assert len(set(digests)) == 1


def test_a_revisit_of_nothing_in_the_file_is_named(bring, tmp_path):
    made = small_warc()
    made.add("revisit", PAGE, b"HTTP/1.1 200 OK\r\n\r\n", WARC_Refers_To="<urn:uuid:elsewhere>")
    assert bring(made.write(tmp_path / "x.warc.gz")).kept.reasons["no_original"] == 1


def test_the_newest_good_answer_of_an_address_is_read(bring, db, tmp_path):
    made = small_warc(**{"/a/0.html": None})
    for day, answer in (("01", "旧"), ("02", "新")):
        made.add("response", PAGE, http(article(f"{answer}文", "2018-03-01")), f"2018-05-{day}T00:00:00Z")
    made.add("response", PAGE, http(Answer("busy", 503)), "2018-05-03T00:00:00Z")
    brought = bring(made.write(tmp_path / "x.warc.gz"))
    assert "新文" in titles(db)
    assert "旧文" not in titles(db)
    assert brought.captures == 15


def test_an_answer_that_leads_to_itself_is_stepped_over(bring, db, tmp_path):
    made = small_warc()
    for path in ("/", "/a/0.html"):
        at = "2019-04-01T00:00:00Z"
        made.add("response", f"http://small.invalid{path}", http("", 301, Location=f"https://small.invalid{path}"), at)
    assert bring(made.write(tmp_path / "x.warc.gz")).documents == 8


def test_what_was_posted_answers_no_get(bring, db, tmp_path):
    made = small_warc()
    id = made.add("response", PAGE, http(article("回帖", "2018-03-01")), "2019-04-01T00:00:00Z")
    made.add("request", PAGE, b"POST /a/0.html HTTP/1.1\r\n\r\nx=1", WARC_Concurrent_To=f"<{id}>")
    bring(made.write(tmp_path / "x.warc.gz"))
    assert "回帖" not in titles(db)
    assert db.execute("select method from captures where id = ?", [id]).fetchone() == ("POST",)


def test_a_resource_is_what_an_address_held(bring, db, archive, tmp_path):
    made = small_warc(**{"/a/0.html": None})
    block = article("存下之页", "2018-03-01").encode()
    made.add("resource", PAGE, block, Content_Type="text/html; charset=utf-8")
    bring(made.write(tmp_path / "x.warc.gz"))
    assert "存下之页" in titles(db)
    assert db.execute("select mime, status from captures where url = ?", [PAGE]).fetchone() == ("text/html", 200)
    db.execute("pragma wal_checkpoint(truncate)")
    assert list(check(archive)) == []


def test_coverage_says_what_the_file_does_not_have(bring, db, tmp_path):
    brought = bring(small_warc(**{"/a/0.html": None, "/news/index_1.html": None}).write(tmp_path / "x.warc.gz"))
    states = dict(db.execute('select "column", state from coverage').fetchall())
    assert states == {"small/news": "incomplete", "small/notices": "complete"}
    reasons = dict(db.execute("select url, reason from unread").fetchall())
    assert reasons[PAGE] == "not in the imported file"
    assert brought.verdict == "degraded"


def test_nothing_of_a_portal_file_or_plan_in_it_is_looked_at(bring, db, tmp_path):
    made = small_warc()
    evil = b'{"portal": "small", "base": "http://evil.invalid/", "columns": []}'
    made.add("resource", "urn:gongkai:portal:small", evil, Content_Type="application/json")
    made.add("resource", "urn:gongkai:plan:small", b'{"base": "x"}', Content_Type="application/json")
    assert bring(made.write(tmp_path / "x.warc.gz")).documents == 8
    assert db.execute("select base from portals").fetchone() == ("http://small.invalid/",)


def test_a_field_of_ours_in_a_strangers_record_means_nothing(bring, db, tmp_path):
    made = small_warc()
    made.add("response", "http://small.invalid/b", http(article("冒充", "2018-03-01")), Gongkai_Request="0" * 32)
    bring(made.write(tmp_path / "x.warc.gz"))
    assert "冒充" not in titles(db)


def test_a_strange_target_is_refused_whatever_it_steers(bring, tmp_path):
    made = small_warc()
    made.add("response", "http://small.invalid/a\x1b[31m", http("<p>x</p>"))
    brought = bring(made.write(tmp_path / "x.warc.gz"))
    assert all(note.isprintable() for note in brought.kept.notes)
