"""`gongkai run`: what is served changes only by an accepted crawl."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import gongkai
from sqlite_utils import Database
from started import started

from archive.lock import ArchiveInUseError, archive_lock
from archive.publish.serve import datasette
from archive.report_store import StoredReport
from archive.store import open_archive
from archive.verify import verify
from crawler.demo import truth
from crawler.demo.server import running
from crawler.demo.site import build
from crawler.errors import PortalFileError
from crawler.job import Audience, run_portals
from crawler.publishing import Verified, publish
from crawler.summary import Summary


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, crawled and published once for this module."""
    folder = tmp_path_factory.mktemp("job") / "archive"
    result = gongkai("demo", "--no-serve", "--archive", folder, "--seed", "11")
    assert result.returncode == 0, result.stderr
    assert "1,072" in result.stdout
    return folder


def public_rows(archive: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        return db.execute("select id, verdict, observed from findings order by id").fetchall()


def test_a_run_that_is_not_accepted_changes_nothing_that_is_served(archive: Path) -> None:
    published = [archive / "public.db", archive / "public-inspect.json"]
    before = [(path.read_bytes(), path.stat().st_ino) for path in published]
    with running(build(11), down={"own"}) as addresses:
        result = gongkai("run", "demo", "--archive", archive, "--host", addresses.own)
    assert result.returncode == 5
    assert "nothing could be read" in result.stderr
    assert [(path.read_bytes(), path.stat().st_ino) for path in published] == before


def test_verify_again_gives_the_same_findings(archive: Path) -> None:
    first = gongkai("verify", "demo", "--archive", archive, "--json").stdout
    assert first
    assert gongkai("verify", "demo", "--archive", archive, "--json").stdout == first


def test_strict_says_that_findings_need_a_person(archive: Path) -> None:
    assert gongkai("verify", "demo", "--archive", archive, "--strict").returncode == 1


def test_an_archive_without_reports_has_nothing_to_verify(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    result = gongkai("verify", "demo", "--archive", tmp_path)
    assert result.returncode == 9
    assert "crawl it first" in result.stderr


def test_nobody_else_writes_between_importing_and_publishing(archive: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(archive, tmp_path / "copy"))
    refused: list[str] = []

    def probe(_: Database, portal: str, __: Sequence[StoredReport], unread: object) -> None:
        with pytest.raises(ArchiveInUseError), archive_lock(own):
            pass
        refused.append(portal)

    publish(["demo-city", "demo"], own, [], probe)
    assert refused == ["demo-city", "demo"]


@pytest.fixture(scope="module")
def republished(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Verified]]:
    """The archive published again, after a verdict was another, with a mistake in verifying one of the portals."""
    own = Path(shutil.copytree(archive, tmp_path_factory.mktemp("again") / "copy"))
    (own / "public.db").unlink()
    with closing(sqlite3.connect(own / "archive.db")) as db:
        db.execute("update findings set verdict = 'confirmed', observed = 1072 where claim = 'demo-2018.27'")
        db.commit()

    def mistaken(db: Database, portal: str) -> object:
        if portal == "demo-city":
            raise sqlite3.IntegrityError("UNIQUE constraint failed")
        return verify(db, portal)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.publishing.verify", mistaken)
        return own, publish(["demo-city", "demo"], own, [], lambda *_: None)


def test_a_verdict_that_is_another_is_said_with_both_sides(republished: tuple[Path, dict[str, Verified]]) -> None:
    changed = republished[1]["demo"].findings_changed
    assert [(each.subject, each.before, each.after, each.observed_before) for each in changed] == [
        ("demo-2018.27", "confirmed", "more_found", 1072)
    ]


def test_a_mistake_in_verifying_one_portal_is_its_own(republished: tuple[Path, dict[str, Verified]]) -> None:
    problem = republished[1]["demo-city"].problem
    assert problem is not None
    assert (problem.code, "UNIQUE constraint" in problem.message) == (10, True)
    assert republished[1]["demo"].problem is None


def test_a_mistake_in_verifying_one_portal_stops_no_publication(
    republished: tuple[Path, dict[str, Verified]], archive: Path
) -> None:
    assert public_rows(republished[0]) == public_rows(archive)


def test_a_disk_that_is_full_is_a_matter_of_all_portals(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(db: Database, portal: str) -> object:
        raise sqlite3.OperationalError("database or disk is full")

    before = (archive / "public.db").stat().st_ino
    monkeypatch.setattr("crawler.publishing.verify", full)
    with pytest.raises(sqlite3.OperationalError):
        publish(["demo-city", "demo"], archive, [], lambda *_: None)
    assert (archive / "public.db").stat().st_ino == before


def test_an_import_for_an_undeclared_channel_stops_a_run_before_it_crawls(tmp_path: Path) -> None:
    nobody = Audience(reports=lambda *_: None, address=lambda _: None)
    with pytest.raises(PortalFileError, match=r"demo-city: channels\.wechat"):
        run_portals(
            ["demo"],
            archive=tmp_path / "a",
            hosts={},
            imports=[("demo-city", "wechat", tmp_path / "x.csv")],
            audience=nobody,
        )
    assert not (tmp_path / "a").exists()


def test_the_summary_says_what_a_database_that_is_none_keeps_from_being_done(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"no database at all" * 100)
    told: list[Summary] = []
    audience = Audience(reports=lambda *_: None, address=lambda _: None, ended=told.append)
    code = run_portals(["songshan"], archive=tmp_path, hosts={}, audience=audience)
    assert (code, told[0].code, told[0].portals, told[0].published) == (8, 8, [], False)
    assert "file is not a database" in told[0].problem


def test_runs_lists_every_crawl_with_its_verdict(archive: Path) -> None:
    result = gongkai("runs", "--archive", archive, "--json")
    assert '"verdict": "ok"' in result.stdout


def test_the_printed_address_answers_with_the_report_page(archive: Path) -> None:
    command = [sys.executable, "-m", "crawler.cli.main", "serve", "--archive", str(archive)]
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        address = re.search(r"http://\S+/", server.stdout.readline())
        assert address is not None
        with urllib.request.urlopen(f"{address[0]}report/demo-2018", timeout=30) as page:
            assert "1072" in page.read().decode()


def test_every_findings_sql_gives_its_number_on_the_published_database(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        findings = db.execute(
            "select id, measure, observed, sql from findings where current = 1 and sql <> '' and claim is not null"
        ).fetchall()
        assert len(findings) > 30
        summed = {key for (key,) in db.execute("select key from measures where sql like '%characters%'")}
        assert summed
        for identifier, measure, observed, sql in findings:
            cursor = db.execute(sql)
            rows = cursor.fetchall()
            names = [column[0] for column in cursor.description]
            total = sum(row[names.index("characters")] for row in rows) if measure in summed else len(rows)
            assert total == observed, f"{identifier}: {total} behind {observed}"


# People's data: what persons.yml plants in a page, a table and a file


def test_the_persons_of_the_demo_stand_in_custody(archive: Path) -> None:
    files = b"".join(gzip.decompress(path.read_bytes()) for path in sorted((archive / "warc").rglob("*.gz")))
    digits = [secret for secret in truth.persons().secrets if secret.isdigit()]
    assert [secret for secret in digits if secret.encode() not in files] == []
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        read = " ".join(text for (text,) in db.execute('select "text" from document_texts'))
    assert [secret for secret in truth.persons().secrets if secret not in read] == []


def test_the_persons_of_the_demo_are_nowhere_in_what_is_published(archive: Path) -> None:
    published = (archive / "public.db").read_bytes()
    assert [secret for secret in truth.persons().secrets if secret.encode() in published] == []


def test_no_answer_shows_the_persons_of_the_demo(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        found = db.execute(
            "select distinct coalesce(a.document, v.document) "
            "from masked m join document_versions v on v.id = m.row_id left join attachments a on a.file = v.document "
            "where m.row_table = 'document_texts'"
        ).fetchall()
    sql = "select+*+from+document_texts+where+text+like+'%25张三%25'"
    paths = [f"/public.json?sql={sql}&_shape=array", f"/public.csv?sql={sql}", "/public/document_texts.csv?_stream=on"]
    paths += [f"/document/{document}{form}" for (document,) in found for form in ("", ".json")]
    answers = [ask(archive, path) for path in paths]
    assert [path for path, text in zip(paths, answers, strict=True) if "张三" not in text] == []
    assert [secret for secret in truth.persons().secrets if secret in "".join(answers)] == []


def test_no_replay_shows_the_persons_of_the_demo(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "public.db")) as db:
        pages = [(key, zlib.decompress(page).decode()) for key, page in db.execute("select capture, page from replays")]
    of_persons = [key.removeprefix("urn:uuid:") for key, page in pages if "张三" in page]
    answers = [ask(archive, f"{path}/{key}") for key in of_persons for path in ("/-/replay/page", "/replay")]
    shown = [re.sub(r"<[^>]*>", "", page) for page in (*(page for _, page in pages), *answers)]
    assert (len(pages) > 600, len(of_persons)) == (True, 2)
    assert [secret for secret in truth.persons().secrets if any(secret in page for page in shown)] == []
    assert "numbers of persons are masked" in answers[1]


@pytest.mark.parametrize("secret", truth.persons().secrets)
def test_no_search_finds_a_person_of_the_demo(archive: Path, secret: str) -> None:
    assert json.loads(ask(archive, f"/public/documents.json?_search={quote(secret)}&_shape=array")) == []


def ask(archive: Path, path: str) -> str:
    """What the published site answers, over ASGI; JSON without escapes."""
    answer = asyncio.run(datasette(archive / "public.db").client.get(path))
    assert answer.status_code == 200, path
    is_json = answer.headers["content-type"].startswith("application/json")
    return json.dumps(answer.json(), ensure_ascii=False) if is_json else answer.text
