"""What the job calls: feeds and digests as files, digests by mail, and nothing at all without tell.yml."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import gongkai
from filelock import FileLock
from sqlite_utils import Database
from told_receivers import ENVIRONMENT, SECRET, SITE, Desk, HookServer, MailServer, hook_file, mail_file

from archive.lock import ArchiveInUseError
from archive.publish.replay.forgetting import INSTEAD
from archive.withholding import Said, Withholding, apply_withholdings, keep_withholdings
from crawler.crawl_process import Stopping
from crawler.errors import TellFileError
from crawler.exit_codes import FAULT
from crawler.job import Audience, run_portals
from crawler.summary import Summary
from crawler.telling.files import LOCK, rewrite_files
from crawler.telling.tell import RunFailure, tell


def test_without_tell_yml_nothing_is_done(desk: Desk) -> None:
    before = sorted(desk.archive.iterdir())
    told = desk.tell(RunFailure("demo", 5))
    assert (told.sent, told.written) == (0, ())
    assert sorted(desk.archive.iterdir()) == before


def test_feeds_are_written_where_the_file_asks_for_them(desk: Desk) -> None:
    desk.says(f"site: {SITE}\nfeeds: true\n")
    desk.tell()
    assert f'href="{SITE}feeds/demo/removed.atom"' in (desk.archive / "feeds/demo/removed.atom").read_text()
    desk.says(f"site: {SITE}\n")
    assert desk.tell().written == ()


def test_the_digest_is_written_and_mailed_once_a_week(desk: Desk, mail_server: Callable[..., MailServer]) -> None:
    server = mail_server()
    more = ", about: [], digest: true"
    desk.says(mail_file(server.port, more) + "digest: true\n")
    assert desk.tell().sent == 0
    assert desk.tell(later=timedelta(days=7)).sent == 2
    assert desk.tell(later=timedelta(days=1)).sent == 0
    assert server.received[0]["Subject"] == "[gongkai] 2026-W02 周报 · digest of 2026-W02"
    text = server.received[0].get_content().replace("\r\n", "\n")
    assert text.startswith((desk.archive / "digests/2026-W02.md").read_text())
    assert desk.tell(later=timedelta(days=7)).sent == 2


def test_an_archive_that_was_never_published_tells_of_its_failures(desk: Desk, hooks: HookServer) -> None:
    (desk.archive / "public.db").unlink()
    desk.says(hook_file(hooks.port) + "digest: true\nfeeds: true\n")
    told = desk.tell(RunFailure("demo", 5, "nothing could be read"))
    assert (told.sent, told.written) == (1, ())
    assert b"nothing could be read" in hooks.received[0].body


def test_two_do_not_tell_at_the_same_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.telling.files._LOCK_SECONDS", 0)
    desk.says(f"site: {SITE}\n")
    with FileLock(desk.archive / LOCK), pytest.raises(ArchiveInUseError, match="another `gongkai tell`"):
        desk.tell()


def test_a_run_that_left_no_crawl_is_written_down_while_another_one_tells(
    desk: Desk, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.telling.files._LOCK_SECONDS", 0)
    desk.says(hook_file(hooks.port, ", about: [runs]"))
    with FileLock(desk.archive / LOCK), pytest.raises(ArchiveInUseError):
        desk.tell(RunFailure("demo", 8, "no space is left"))
    desk.tell()
    assert [json.loads(each.body)["data"]["reason"] for each in hooks.received] == ["no space is left"]


def test_what_an_older_program_published_tells_of_no_changes(desk: Desk, hooks: HookServer) -> None:
    with closing(Database(desk.archive / "public.db")) as db:
        db.table("changes").drop()
    desk.says(hook_file(hooks.port) + "feeds: true\ndigest: true\n")
    assert desk.tell().written == ()
    desk.publish()
    assert desk.tell().sent > 0


def test_once_it_is_stopped_nothing_more_is_sent(desk: Desk, hooks: HookServer) -> None:
    desk.says(hook_file(hooks.port))
    told = tell(desk.archive, environment=ENVIRONMENT, clock=lambda: desk.now, is_stopped=lambda: bool(hooks.received))
    assert (told.sent, told.waiting) == (1, 2)


def test_a_program_that_does_not_find_the_receiver_says_so_and_goes_on(desk: Desk, hooks: HookServer) -> None:
    nobody = "webhooks:\n- {name: nobody, url: 'https://nobody.invalid/', secret_from: HOOK_SECRET}\n"
    desk.says(hook_file(hooks.port).replace("webhooks:\n", nobody))
    told = desk.tell()
    assert told.sent == len(hooks.received) > 0
    assert [line.split(":")[0] for line in told.said] == ["webhook nobody"]


def test_what_is_withheld_leaves_feeds_and_digests_at_once(desk: Desk) -> None:
    desk.says(f"site: {SITE}\nfeeds: true\ndigest: true\n")
    desk.tell(later=timedelta(days=7))
    files = [desk.archive / "feeds/demo.atom", desk.archive / "digests/2026-W02.md"]
    assert [path for path in files if "内设机构工作分工" not in path.read_text()] == []
    address = "http://songshan.demo.invalid/policy/2018-03-01.html"
    result = gongkai("withhold", address, "--reason", "含个人信息", "--archive", desk.archive)
    assert result.returncode == 0, result.stderr
    assert [path for path in files if "内设机构工作分工" in path.read_text()] == []


def test_which_weeks_are_over_is_told_by_the_clock(desk: Desk) -> None:
    desk.says(f"site: {SITE}\ndigest: true\n")
    assert rewrite_files(desk.archive, lambda: desk.now) == []
    assert rewrite_files(desk.archive, lambda: desk.now + timedelta(days=7)) == [desk.archive / "digests/2026-W02.md"]


def withhold(desk: Desk) -> None:
    """What `gongkai withhold` does to the archive and to public.db."""
    keep_withholdings(desk.archive, [Withholding("*2018-03-01*", "", Said("含个人信息", "编辑", date(2026, 1, 7)))])
    with closing(Database(desk.archive / "archive.db")) as db:
        apply_withholdings(db, desk.archive)
    desk.publish()


FILES = ("feeds/demo.atom", "digests/2026-W02.md")


def files_with(desk: Desk, words: str) -> list[str]:
    return [path for path in FILES if words in (desk.archive / path).read_text()]


def test_what_is_withheld_while_another_one_tells_is_not_written_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.says(f"site: {SITE}\nfeeds: true\ndigest: true\n")
    desk.now += timedelta(days=7)

    @contextmanager
    def waited_for(_: Path) -> Iterator[None]:
        withhold(desk)
        yield

    monkeypatch.setattr("crawler.telling.tell.telling_lock", waited_for)
    desk.tell()
    assert files_with(desk, "内设机构工作分工") == []


def test_what_is_withheld_while_messages_are_sent_is_in_none_of_the_others(desk: Desk, hooks: HookServer) -> None:
    desk.says(hook_file(hooks.port, ", about: [changes]") + "feeds: true\ndigest: true\n")
    before: list[str] = []

    def withheld_after_the_first() -> bool:
        if len(hooks.received) == 1:
            before.extend(files_with(desk, "内设机构工作分工"))
            withhold(desk)
        return False

    now = desk.now + timedelta(days=7)
    told = tell(desk.archive, environment=ENVIRONMENT, clock=lambda: now, is_stopped=withheld_after_the_first)
    first, second = ([item["title"] for item in json.loads(each.body)["data"]["items"]] for each in hooks.received)
    assert (told.sent, INSTEAD in first, second) == (2, False, [INSTEAD])
    assert (before, files_with(desk, "内设机构工作分工")) == (list(FILES), [])


def test_what_is_withheld_while_the_last_message_is_sent_leaves_feeds_and_digests(
    desk: Desk, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.says(hook_file(hooks.port, ", about: [findings]") + "feeds: true\ndigest: true\n")
    monkeypatch.setattr("crawler.telling.webhook.post", lambda *_: withhold(desk))
    assert desk.tell(later=timedelta(days=7)).sent == 1
    assert files_with(desk, "内设机构工作分工") == []


# The job


@pytest.fixture
def job(
    desk: Desk, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, list[dict], Summary]]:
    """Run the job over the archive with a crawl that ends in an exit code; what it told, and its summary."""

    def run(code: int, reason: str = "") -> tuple[int, list[dict], Summary]:
        summaries: list[Summary] = []
        monkeypatch.setenv("HOOK_SECRET", SECRET)
        monkeypatch.setattr(Stopping, "crawl", lambda *_: code)
        monkeypatch.setattr("crawler.portal_crawl.Crawls._reason", lambda *_: reason)
        nobody = Audience(reports=lambda *_: None, address=lambda _: None, ended=summaries.append)
        said = run_portals(["demo"], archive=desk.archive, hosts={}, audience=nobody)
        return said, [json.loads(each.body) for each in hooks.received], summaries[0]

    return run


def test_the_job_tells_what_it_published(desk: Desk, hooks: HookServer, job: Callable) -> None:
    desk.says(hook_file(hooks.port))
    code, bodies, summary = job(0)
    assert summary.published
    assert {body["type"] for body in bodies} >= {"changes.seen"}
    assert (code, summary.not_taken) == (0, ())


def test_the_job_tells_of_a_run_that_left_no_crawl(desk: Desk, hooks: HookServer, job: Callable) -> None:
    desk.says(hook_file(hooks.port, ", about: [runs]"))
    code, bodies, _ = job(8, "/home/operator/archive/warc: No space left on device")
    assert code == 8
    assert [(body["type"], body["data"]["portal"]) for body in bodies] == [("run.failed", {"id": "demo"})]
    assert "/home/operator" not in bodies[0]["data"]["reason"]


def test_a_receiver_that_is_down_is_in_the_summary(desk: Desk, hooks: HookServer, job: Callable) -> None:
    desk.says(hook_file(hooks.port))
    hooks.stop()
    code, _, summary = job(0)
    assert code == 5
    assert summary.not_taken[0].startswith("webhook room: ConnectionRefusedError")


def test_a_mistake_in_telling_is_said_without_its_words(
    desk: Desk, job: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may be what was to be encoded: a password."""

    def mistaken(*_: object, **__: object) -> None:
        "pässwort".encode("ascii")

    monkeypatch.setattr("crawler.job.tell", mistaken)
    code, _, summary = job(0)
    (log,) = (desk.archive / "logs").iterdir()
    said = log.read_text()
    assert (code, summary.problem) == (FAULT, "a mistake of the program: UnicodeEncodeError")
    assert "in mistaken" in said
    assert "xe4ss" not in said + json.dumps(asdict(summary))


def test_the_job_refuses_a_wrong_tell_yml_before_it_crawls(desk: Desk, job: Callable) -> None:
    desk.says("feeds: true")
    with pytest.raises(TellFileError, match="feeds need the site"):
        job(0)
    assert not (desk.archive / "logs").exists()
