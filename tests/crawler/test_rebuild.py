"""archive.db can be had again from the record alone, fact by fact."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import islice
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteServer, gongkai
from small_site import PORTAL, answers, article, awkward_site, list_page, rows, small_site
from sqlite_utils import Database

from archive import warc_spans
from archive.ahead import Ahead
from archive.dump import canonical_dump, differences
from archive.forked import Forked
from archive.store import open_archive
from archive.twins.signatures import Signed, scheme, signed
from crawler import first_look, look_ahead, read_ahead
from crawler.check import Check
from crawler.cli.rebuild import REPLACED, rebuilt
from crawler.errors import RecordError
from crawler.portal import Portal
from crawler.rebuild import RebuiltCrawl

StartSite = Callable[[Mapping[str, Any]], SiteServer]
EXPORT = "title,date,url\n松山要闻一则,2018-01-02,https://mp.invalid/1\n松山要闻二则,2018-02-03,https://mp.invalid/2\n"
WECHAT = "  wechat: {title: {zh: 微信, en: WeChat}, kind: import}\n"


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL + WECHAT, encoding="utf-8")
    return path


def crawl(portal_file: Path, archive: Path, server: SiteServer, code: int = 0) -> None:
    result = gongkai("crawl", portal_file, "--archive", archive, "--host", server.address)
    assert result.returncode == code, result.stderr


def rebuild(archive: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return gongkai("rebuild", "--archive", archive, "--json", *options)


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


class CountedProcesses(Forked[Any, Any]):
    """The processes that read records; how many there were."""

    forked = 0

    def __init__(self, work: Any, processes: int, *limits: int) -> None:
        CountedProcesses.forked += processes
        super().__init__(work, processes, *limits)


class MadeHere:
    """Stands for the process that reads crawls before their turn: it has made so many things of each, to be sent."""

    most = 0

    def __init__(self, series: Iterable[Callable[[], Iterator[Any]]], most: int) -> None:
        self._series = deque(series)

    def take(self) -> Iterator[Any]:
        made = islice(self._series.popleft()(), self.most)
        return (ForkingPickler.loads(ForkingPickler.dumps(each)) for each in made)

    def close(self) -> None:
        """Nothing is at work."""


def test_ended_between_keeping_the_old_one_and_taking_the_new_one_an_archive_has_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "warc").mkdir()
    with closing(open_archive(tmp_path / "archive.db")) as db:
        db.table("portals").insert({"id": "lost"})
    before = dump(tmp_path)

    replace = Path.replace

    def ended(path: Path, target: Path) -> None:
        if target.name == "archive.db":
            raise KeyboardInterrupt
        replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", ended)
        with pytest.raises(KeyboardInterrupt):
            rebuilt(tmp_path, replace=True)
    assert dump(tmp_path) == before
    assert rebuilt(tmp_path, replace=True).differences != []
    assert dump(tmp_path) != before
    with closing(Database(tmp_path / REPLACED)) as db:
        assert list(canonical_dump(db)) == before


def two_crawls_and_an_import(site: StartSite, portal_file: Path, folder: Path) -> Path:
    """An archive of them whose site and file are not there any more; the second crawl is suspect."""
    server, archive = site(answers(small_site())), folder / "a"
    crawl(portal_file, archive, server)
    export = folder / "export.csv"
    export.write_text(EXPORT, encoding="utf-8")
    assert gongkai("import", "wechat", portal_file, export, "--archive", archive).returncode == 0
    changed = answers({"/a/3.html": article("环境整治通报", "2018-03-04"), "/notices/": list_page()})
    server.pages.update({path: [answer] for path, answer in changed.items()})
    crawl(portal_file, archive, server, 3)  # an empty column: nothing becomes current
    server.close()
    export.unlink()
    return archive


def test_two_crawls_and_an_import_come_out_the_same_without_archive_db(
    site: StartSite, portal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = two_crawls_and_an_import(site, portal_file, tmp_path)
    before = dump(archive)
    (archive / "archive.db").unlink()
    result = rebuild(archive)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["equal"] is None
    assert dump(archive) == before
    assert gongkai("check", "--archive", archive).returncode == 0
    monkeypatch.setattr(read_ahead, "_MANY", 1)  # so that records are read by several processes
    monkeypatch.setattr(read_ahead, "_WARM", 1)
    monkeypatch.setattr(read_ahead, "cores", lambda: 3)
    monkeypatch.setattr(read_ahead, "Forked", CountedProcesses)
    monkeypatch.setattr(look_ahead, "cores", lambda: 1)
    monkeypatch.setattr("crawler.rebuild.cores", lambda: 2)
    monkeypatch.setattr(first_look, "_WORTH", 0)
    monkeypatch.setattr(warc_spans, "_SPAN", 500)
    assert rebuilt(archive, replace=False).differences == []
    assert CountedProcesses.forked == 4  # beside the program itself


@pytest.mark.heavy
def test_crawls_that_another_process_looked_at_before_their_turn_come_out_the_same(
    site: StartSite, portal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = two_crawls_and_an_import(site, portal_file, tmp_path)
    for name in ("_MANY", "_WARM"):
        monkeypatch.setattr(read_ahead, name, 1)
    monkeypatch.setattr(read_ahead, "cores", lambda: 3)
    monkeypatch.setattr(read_ahead, "Forked", CountedProcesses)
    monkeypatch.setattr(look_ahead, "cores", lambda: 3)
    monkeypatch.setattr(look_ahead, "_WORTH", 0)
    assert rebuilt(archive, replace=False).differences == []  # the second crawl was read, or looked over, or neither
    monkeypatch.setattr(look_ahead, "Ahead", MadeHere)
    monkeypatch.setattr(look_ahead, "TOGETHER", 2)
    for most, by_others in ((0, 3), (1, 3), (2, 3), (100, 1)):  # the first crawl has a core less
        monkeypatch.setattr(MadeHere, "most", most)
        CountedProcesses.forked = 0
        assert rebuilt(archive, replace=False).differences == []
        assert CountedProcesses.forked == by_others
    warc = max((archive / "warc").glob("*.warc.gz"))  # of the second crawl
    whole = warc.read_bytes()
    warc.write_bytes(whole[: len(whole) // 2] + bytes([~whole[len(whole) // 2] & 0xFF]) + whole[len(whole) // 2 + 1 :])
    monkeypatch.setattr(look_ahead, "Ahead", Ahead)
    said = []
    for number in (1, 3):  # cores: whoever meets a torn record first, the same is said of it
        monkeypatch.setattr(look_ahead, "cores", partial(int, number))
        with pytest.raises(RecordError, match=f"{warc.name}: no whole record at byte") as raised:
            rebuilt(archive, replace=False)
        said.append(str(raised.value))
    assert said[0] == said[1]


def test_a_crawl_that_was_planned_on_one_that_is_not_accepted_now_is_named_with_it(
    site: StartSite,
    portal_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server, archive = site(answers(small_site())), tmp_path / "a"
    for _ in range(2):
        crawl(portal_file, archive, server)
    assert rebuilt(archive, replace=False).notes == []
    (first,), (second,) = rows(archive, "select id from crawls order by started_at")

    def doubted(db: Database, portal: Portal, crawl: str, *rest: Any) -> tuple[Check, ...]:
        return (Check("titled", None, 0, 1, crawl != first, "no titles"),)

    monkeypatch.setattr("crawler.state.check_crawl", doubted)
    capsys.readouterr()
    (note,) = rebuilt(archive, replace=False).notes
    assert note.startswith(f"{second} was planned on what {first} left, but no crawl before it is accepted now")
    assert f"warning: {note}" in capsys.readouterr().err


def test_the_texts_of_a_first_crawl_are_signed_by_the_processes_that_read_them(
    site: StartSite, portal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, pages = tmp_path / "a", small_site()
    long = article("环境整治通报", "2018-03-04").replace("</p>", "环境整治" * 60 + "</p>", 1)
    crawl(portal_file, archive, site(answers(pages) | answers({"/a/3.html": long})))

    def sign_later(texts: list[tuple[str, str]]) -> list[Signed]:
        raise AssertionError(f"{len(texts)} texts were left")

    monkeypatch.setattr("archive.twins.rows.signed", sign_later)
    for name in ("_MANY", "_WARM", "_HERE"):  # the first page, which leads to the lists, is read here
        monkeypatch.setattr(read_ahead, name, 1)
    monkeypatch.setattr(read_ahead, "cores", lambda: 2)
    rebuilt(archive, replace=True)
    of_documents = (
        "select d.content_digest, t.text, s.signature from documents d join document_texts t on t.version = d.version "
        "left join text_signatures s on s.content_digest = d.content_digest"
    )
    found = rows(archive, of_documents)
    assert len(found) > 2
    assert any(signature for _, _, signature in found)
    made = [(digest, scheme(), signature) for digest, _, signature in found]
    assert made == signed([(digest, text) for digest, text, _ in found])


@pytest.mark.heavy
def test_a_text_that_a_purged_page_had_too_is_signed_as_that_of_the_page_that_is_left(
    site: StartSite, portal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "a"
    long = article("环境整治通报", "2018-03-04").replace("</p>", "环境整治" * 60 + "</p>", 1)
    pages = {"/a/0.html": long, "/a/1.html": f"{long}<!-- 1 -->"}
    crawl(portal_file, archive, site(answers(small_site() | pages)))
    first, second = "http://small.invalid/a/0.html", "http://small.invalid/a/1.html"
    ((capture,),) = rows(archive, f"select id from captures where url = '{first}'")
    purged = gongkai("purge", capture, "--order", "松法1号", "--archive", archive, "--yes")
    assert purged.returncode == 0, purged.stderr
    for name in ("_MANY", "_WARM", "_HERE"):
        monkeypatch.setattr(read_ahead, name, 1)
    monkeypatch.setattr(read_ahead, "cores", lambda: 2)
    rebuilt(archive, replace=True)
    of_the_other = (
        "select d.content_digest, t.text, s.signature from documents d join document_texts t on t.version = d.version "
        f"left join text_signatures s on s.content_digest = d.content_digest where d.url = '{second}'"
    )
    ((digest, text, signature),) = rows(archive, of_the_other)
    assert [(digest, scheme(), signature)] == signed([(digest, text)])
    assert len(signature) > 0


@pytest.mark.heavy
def test_no_signature_stays_of_the_texts_of_a_crawl_that_is_not_accepted_now(
    site: StartSite, portal_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "a"
    crawl(portal_file, archive, site(answers(small_site())))
    for name in ("_MANY", "_WARM", "_HERE"):
        monkeypatch.setattr(read_ahead, name, 1)
    monkeypatch.setattr(read_ahead, "cores", lambda: 2)
    doubt = (Check("titled", None, 0, 1, False, "no titles"),)
    monkeypatch.setattr("crawler.state.check_crawl", lambda *_: doubt)
    rebuilt(archive, replace=True)
    assert rows(archive, "select verdict, (select count(*) from text_signatures) from crawls") == [("suspect", 0)]


def test_a_plan_that_rests_on_no_crawl_needs_none() -> None:
    assert RebuiltCrawl("second", 1, "ok", "ok", base="first").note == ""
    assert "accepted crawl is now zeroth" in RebuiltCrawl("second", 1, "ok", "ok", "zeroth", "first").note


def test_what_a_crawl_could_not_read_is_said_again_word_for_word(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    server, archive = site(awkward_site()), tmp_path / "a"
    crawl(portal_file, archive, server)
    notes = [note for (note,) in rows(archive, 'select note from coverage order by "column"')]
    assert "disallowed by robots.txt" in notes[0]
    assert "redirects in a circle" in notes[1]
    server.close()
    result = rebuild(archive, "--check")
    assert (result.returncode, json.loads(result.stdout)["differences"]) == (0, []), result.stdout


@pytest.mark.heavy
def test_a_crawl_whose_budget_was_spent_says_what_was_never_captured(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    portal_file.write_text((PORTAL + WECHAT).replace("{delay: 0}", "{delay: 0, budget: 8}"), encoding="utf-8")
    server, archive = site(answers(small_site())), tmp_path / "a"
    gongkai("crawl", portal_file, "--archive", archive, "--host", server.address)
    assert any("never captured" in note for (note,) in rows(archive, "select note from coverage"))
    server.close()
    assert rebuild(archive, "--check").returncode == 0


def test_a_fact_that_was_altered_is_shown_and_the_old_archive_kept(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "a"
    crawl(portal_file, archive, site(answers(small_site())))
    before = dump(archive)
    with closing(Database(archive / "archive.db")) as db:
        db.execute("update documents set title = '改过的标题' where title like '%之1'")
        db.conn.commit()
    checked = rebuild(archive, "--check")
    assert checked.returncode == 1
    (found,) = json.loads(checked.stdout)["differences"]
    assert (found["table"], found["only_before"], found["only_now"]) == ("documents", 1, 1)
    assert not (archive / "archive.db.rebuilt").exists()
    assert rebuild(archive).returncode == 0
    assert dump(archive) == before
    with closing(Database(archive / "archive.db.replaced")) as old, closing(Database(archive / "archive.db")) as new:
        assert [difference.table for difference in differences(old, new)] == ["documents"]


def test_a_record_that_is_damaged_is_named_and_archive_db_left_alone(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "a"
    crawl(portal_file, archive, site(answers(small_site())))
    before = (archive / "archive.db").read_bytes()
    (warc,) = (archive / "warc").glob("*.warc.gz")
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    warc.write_bytes(content)
    result = rebuild(archive)
    assert (result.returncode, warc.name in result.stderr) == (5, True)
    assert (archive / "archive.db").read_bytes() == before


@pytest.mark.heavy
def test_an_import_that_is_not_kept_is_never_lost_by_a_rebuild(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "a"
    crawl(portal_file, archive, site(answers(small_site())))
    export = tmp_path / "export.csv"
    export.write_text(EXPORT, encoding="utf-8")
    gongkai("import", "wechat", portal_file, export, "--archive", archive)
    shutil.rmtree(archive / "imports")
    result = rebuild(archive)
    assert (result.returncode, "export.csv" in result.stderr) == (5, True)
    assert rows(archive, "select count(*) from documents where state = 'imported'") == [(2,)]
    gongkai("import", "wechat", portal_file, export, "--archive", archive)
    assert rebuild(archive, "--check").returncode == 0
