"""Webhooks reach a real server: signed, at least once, repeated under the same id."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT
from published_sample import CRAWL, MOBILE
from sqlite_utils import Database
from standardwebhooks.webhooks import Webhook
from tls_certificates import issue
from told_receivers import ENVIRONMENT, SECRET, SITE, Desk, HookServer, hook_file
from told_sample import CHANGES, DOCUMENT, FAILED, NEXT, add_changes, add_crawl, fail_crawl

from crawler.errors import TellFileError
from crawler.telling import webhook
from crawler.telling.connection import NotTakenError
from crawler.telling.outbox import outbox
from crawler.telling.tell import RunFailure
from crawler.telling.webhook import post, read_secrets

NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)
SECRETS = read_secrets("HOOK_SECRET", SECRET)


def bodies(hooks: HookServer) -> list[dict]:
    return [json.loads(each.body) for each in hooks.received]


# What is sent


def test_the_changes_of_the_newest_crawl_arrive(hooked: Desk, hooks: HookServer) -> None:
    told = hooked.tell()
    assert (told.waiting, told.said) == (0, ())
    items = [item for body in bodies(hooks) if body["type"] == "changes.seen" for item in body["data"]["items"]]
    assert sorted(item["kind"] for item in items) == sorted(change["kind"] for change in CHANGES)


def test_a_finding_with_another_verdict_arrives(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    (item,) = next(body["data"]["items"] for body in bodies(hooks) if body["type"] == "findings.seen")
    assert (item["before"], item["after"], item["observed"]) == ("confirmed", "fewer_found", 13)


def test_a_message_is_signed_as_the_reference_library_verifies(desk: Desk, hooks: HookServer) -> None:
    desk.says(hook_file(hooks.port))
    desk.now = datetime.now(UTC)  # the library takes a message of now alone
    desk.tell()
    for each in hooks.received:
        assert Webhook(SECRET).verify(each.body, each.headers) == json.loads(each.body)


def test_a_secret_that_is_being_changed_signs_beside_the_new_one(hooks: HookServer) -> None:
    other = "whsec_" + "QUJD" * 8
    post(f"http://127.0.0.1:{hooks.port}/", "msg_1", b"{}", read_secrets("S", f"{other} {SECRET}"), datetime.now(UTC))
    (received,) = hooks.received
    for secret in (other, SECRET):
        assert Webhook(secret).verify(received.body, received.headers) == {}


def test_a_message_leads_to_the_change_and_to_the_document(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    item = next(item for item in bodies(hooks)[0]["data"]["items"] if item["kind"] == "delisted")
    assert item["links"]["page"].startswith(f"{SITE}change/")
    assert item["links"]["document"] == f"{SITE}document/{DOCUMENT}"


def test_no_message_is_longer_than_receivers_are_advised_to_take(desk: Desk, hooks: HookServer) -> None:
    many = tuple(
        {"kind": "moved", "title": "题" * 30, "before": "http://a.invalid/1", "id": f"x{n}"} for n in range(50)
    )
    with closing(Database(desk.archive / "archive.db")) as db:
        add_changes(db, NEXT, "2026-01-06T03:12:45.000000Z", many)
    desk.publish()
    desk.says(hook_file(hooks.port))
    desk.tell()
    assert [each for each in hooks.received if len(each.body) > 20_000] == []
    assert sum(len(body["data"]["items"]) for body in bodies(hooks)) == len(CHANGES) + 50 + 1
    assert len(set(hooks.ids)) == len(hooks.ids)


def test_an_edit_shows_what_is_not_as_it_was_and_no_number_of_a_person(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    item = next(item for body in bodies(hooks) for item in body["data"]["items"] if item["kind"] == "edited")
    ((before, after),) = [(edit["before"], edit["after"]) for edit in item["edits"]]
    assert before.startswith("符合条件的家庭每户补贴300元，")
    assert after.startswith("符合条件的家庭每户补贴260元，")
    assert len(before) < 70
    assert MOBILE not in before + after


def test_words_of_strangers_break_nothing(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    whole = b"".join(each.body for each in hooks.received)
    assert b"<" not in whole
    titles = [item["title"] for body in bodies(hooks) for item in body["data"]["items"]]
    assert [title for title in titles if any(sign in title for sign in "\u202e\x1b\x00\r\n")] == []


def test_what_was_told_is_not_told_again(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    sent = len(hooks.received)
    assert hooked.tell(later=timedelta(days=1)).sent == 0
    assert len(hooks.received) == sent > 0


def test_what_came_before_a_channel_began_is_told_where_the_file_asks_for_it(desk: Desk, hooks: HookServer) -> None:
    desk.says(hook_file(hooks.port) + "since: 2026-01-01\n")
    desk.tell()
    assert len({body["data"]["crawl"] for body in bodies(hooks)}) == 2


def test_a_channel_is_told_of_the_kinds_it_asks_for(desk: Desk, hooks: HookServer) -> None:
    desk.says(hook_file(hooks.port, ", about: [changes], kinds: [removed, edited]"))
    desk.tell()
    assert [item["kind"] for body in bodies(hooks) for item in body["data"]["items"]] == ["removed", "edited"]


def test_a_channel_is_told_of_the_portals_it_asks_for(desk: Desk, hooks: HookServer) -> None:
    desk.says(hook_file(hooks.port, ", portals: [songshan]"))
    assert desk.tell().sent == 0


# Crawls that came in later, of before a channel began: of an archive that was merged


LATER = "demo-20260109T031245Z"


def merge_years_ago(desk: Desk) -> None:
    """What `gongkai merge` of an older archive leaves: a crawl with changes, and one that was not accepted."""
    with closing(Database(desk.archive / "archive.db")) as db:
        add_crawl(db, "demo-20210105T031245Z", "2021-01-05T03:12:45.000000Z")
        add_changes(db, "demo-20210105T031245Z", "2021-01-05T03:12:45.000000Z", ({"kind": "added", "title": "旧事"},))
        add_crawl(db, "demo-20210106T031245Z", "2021-01-06T03:12:45.000000Z", "blocked", "refused")
    desk.publish()


def crawl_again(desk: Desk) -> None:
    with closing(Database(desk.archive / "archive.db")) as db:
        add_crawl(db, LATER, "2026-01-09T03:12:45.000000Z")
        add_changes(db, LATER, "2026-01-09T03:12:45.000000Z", ({"kind": "added", "title": "新事"},))
    desk.publish()


@pytest.mark.parametrize("since", ["", "since: 2026-01-01\n"])
def test_years_that_an_older_archive_brings_are_no_news(desk: Desk, hooks: HookServer, since: str) -> None:
    desk.says(hook_file(hooks.port) + since)
    desk.tell()
    hooks.received.clear()
    merge_years_ago(desk)
    assert desk.tell(later=timedelta(days=1)).sent == 0
    crawl_again(desk)
    desk.tell(later=timedelta(days=3))
    assert {body["data"]["crawl"] for body in bodies(hooks)} == {LATER}


def test_a_channel_that_an_older_program_began_keeps_its_beginning(hooked: Desk, hooks: HookServer) -> None:
    """It noted the portal, when it met it, and the crawls of before; the beginning is told from what it met then."""
    met, later = "2026-01-06T04:00:00+00:00", "2026-01-09T04:00:00+00:00"
    noted = [("portal demo", met), (CRAWL, met), (NEXT, met), (LATER, later)]
    with outbox(hooked.archive), closing(Database(hooked.archive / "tell.db")) as db:
        rows = [{"channel": "webhook room", "matter": matter, "at": at} for matter, at in noted]
        db.table("told").insert_all(rows)
    crawl_again(hooked)
    merge_years_ago(hooked)
    with closing(Database(hooked.archive / "archive.db")) as db:  # as one that was open when the portal was met
        fail_crawl(db)
    hooked.tell(later=timedelta(days=4))
    assert [body["data"]["crawl"] for body in bodies(hooks)] == [FAILED]


def test_the_day_that_since_names_counts_whenever_it_is_named(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    hooks.received.clear()
    merge_years_ago(hooked)
    hooked.says(hook_file(hooks.port) + "since: 2021-01-06\n")
    hooked.tell(later=timedelta(days=1))
    assert [body["data"]["crawl"] for body in bodies(hooks)] == ["demo-20210106T031245Z"]


# Crawls that were not accepted


def test_a_crawl_that_was_not_accepted_is_told_with_the_checks_it_failed(hooked: Desk, hooks: HookServer) -> None:
    with closing(Database(hooked.archive / "archive.db")) as db:
        fail_crawl(db)
    hooked.tell()
    data = next(body["data"] for body in bodies(hooks) if body["type"] == "crawl.not_accepted")
    assert (data["crawl"], data["verdict"]) == (FAILED, "suspect")
    assert [(check["check"], check["column"]) for check in data["failed_checks"]] == [
        ("entries", "政府文件"),
        ("failures", ""),
    ]
    assert "/home/operator" not in data["reason"]


def test_nothing_else_of_custody_is_told(hooked: Desk, hooks: HookServer) -> None:
    """Changes of a crawl that is not published yet wait until it is."""
    with closing(Database(hooked.archive / "archive.db")) as db:
        add_crawl(db, "demo-20260108T031245Z", "2026-01-08T03:12:45.000000Z")
        add_changes(db, "demo-20260108T031245Z", "2026-01-08T03:12:45.000000Z", ({"kind": "added", "title": "未公布"},))
    hooked.tell()
    assert "未公布" not in json.dumps(bodies(hooks), ensure_ascii=False)
    hooked.publish()
    hooked.tell()
    assert "未公布" in json.dumps(bodies(hooks), ensure_ascii=False)


def test_a_run_that_left_no_crawl_is_told_once_a_day(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    for _ in range(2):
        hooked.tell(RunFailure("demo", 8, "the archive cannot be written: no space is left"))
    said = [body["data"]["reason"] for body in bodies(hooks) if body["type"] == "run.failed"]
    assert said == ["the archive cannot be written: no space is left"]


def test_what_was_withheld_since_it_was_written_down_is_sent_without_its_words(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(503, {})]
    hooked.tell()
    hooks.received.clear()
    with closing(Database(hooked.archive / "public.db")) as db:
        db.table("withheld_documents").insert({"document": DOCUMENT, "reason": "含个人信息"})
    hooked.tell(later=timedelta(days=1))
    titles = {item["title"] for body in bodies(hooks) for item in body["data"]["items"] if item["kind"] == "delisted"}
    assert titles == {"（已停止公开 withheld）"}


def test_what_is_gone_before_it_was_sent_is_said(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(503, {})]
    hooked.tell()
    with closing(Database(hooked.archive / "public.db")) as db:
        db.execute("delete from changes")
        db.execute("delete from findings")
        db.conn.commit()
    told = hooked.tell(later=timedelta(days=1))
    assert (told.sent, told.waiting) == (0, 0)
    assert "nothing is left of what it was to tell" in told.said[0]


# Outages


def test_after_an_outage_every_message_arrives(hooked: Desk, hooks: HookServer) -> None:
    hooks.stop()
    told = hooked.tell()
    assert (told.sent, told.waiting > 0) == (0, True)
    assert "ConnectionRefusedError" in told.said[0]
    hooks.start()
    later = hooked.tell(later=timedelta(days=1))
    assert (later.sent, later.waiting, len(hooks.received)) == (told.waiting, 0, told.waiting)


def test_a_repeat_carries_the_same_id_and_body_and_another_time(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(500, {})]
    hooked.tell()
    hooked.tell(later=timedelta(days=1))
    first, again = hooks.received[:2]
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body
    assert int(again.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 86400


def test_a_receiver_that_is_down_is_asked_once_in_a_run(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(503, {})] * 9
    assert hooked.tell().waiting > 1
    assert len(hooks.received) == 1


def test_a_message_that_is_refused_does_not_hold_the_others_up(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(400, {})]
    told = hooked.tell()
    assert told.waiting == 1
    assert told.sent == len(hooks.received) - 1 > 0


def test_waits_grow_twice_as_long_each_time(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(503, {})] * 99
    tried = []
    for _ in range(24 * 60):
        before = len(hooks.received)
        hooked.tell(later=timedelta(minutes=1))
        if len(hooks.received) > before:
            tried.append(hooked.now)
        if len(tried) == 5:
            break
    waits = [(after - before) / timedelta(minutes=1) for before, after in pairwise(tried)]
    assert [least <= wait <= 1.25 * least + 1 for wait, least in zip(waits, (5, 10, 20, 40), strict=True)] == [True] * 4


def test_a_receiver_may_ask_for_a_longer_wait(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(429, {"Retry-After": "7200"})]
    hooked.tell()
    hooked.tell(later=timedelta(minutes=110))
    assert len(hooks.received) == 1
    hooked.tell(later=timedelta(minutes=11))
    assert len(hooks.received) > 1


def test_after_days_a_message_is_given_up_and_that_is_said(hooked: Desk, hooks: HookServer) -> None:
    hooks.stop()
    for _ in range(7):
        assert hooked.tell(later=timedelta(days=1)).given_up == 0
    told = hooked.tell(later=timedelta(days=1))
    assert told.given_up > 0
    assert f"webhook room: {told.given_up} messages are given up and will not be sent" in told.said
    hooks.start()
    assert hooked.tell(later=timedelta(days=1)).sent == 0


def test_a_receiver_that_is_gone_is_not_asked_again_for_the_same(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(410, {})]
    assert hooked.tell().given_up > 0
    hooked.tell(later=timedelta(days=1))
    assert len(hooks.received) == 1


def test_the_other_receivers_are_told_what_was_given_up(desk: Desk, hooks: HookServer) -> None:
    other = f"- {{name: gone, url: 'http://127.0.0.1:{hooks.port}/gone', secret_from: HOOK_SECRET}}\n"
    desk.says(hook_file(hooks.port) + other)
    hooks.answers = [(204, {})] * 3 + [(410, {})]
    told = desk.tell()
    (said,) = [body["data"]["reason"] for body in bodies(hooks) if body["type"] == "run.failed"]
    assert said.startswith(f"webhook gone: {told.given_up} messages were given up")


def test_what_waits_for_a_receiver_that_the_file_does_not_name_any_more_is_given_up(
    hooked: Desk, hooks: HookServer
) -> None:
    hooks.stop()
    hooked.tell()
    hooked.says(f"site: {SITE}\n")
    told = hooked.tell()
    assert told.waiting == 0
    assert "does not name it any more" in told.said[0]


def test_a_clock_that_was_ahead_silences_nobody(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(503, {})]
    right = hooked.now
    hooked.tell(later=timedelta(days=400))
    hooked.now = right
    assert hooked.tell().waiting == 0


# Killed

_KILLED = """
import os, signal, sys
from pathlib import Path
from crawler.telling.outbox import Outbox
from crawler.telling.tell import tell
Outbox.sent = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
tell(Path(sys.argv[1]))
"""


def test_killed_between_sending_and_noting_the_message_is_repeated_under_its_id(
    hooked: Desk, hooks: HookServer
) -> None:
    command = [sys.executable, "-c", _KILLED, str(hooked.archive)]
    ended = subprocess.run(command, env={**os.environ, **ENVIRONMENT}, cwd=ROOT, check=False, timeout=60)
    assert (ended.returncode, len(hooks.received)) == (-signal.SIGKILL, 1)
    hooked.tell()
    assert hooks.ids.count(hooks.ids[0]) == 2
    assert len(set(hooks.ids)) == len(hooks.ids) - 1
    assert sum(len(body["data"]["items"]) for body in bodies(hooks)[1:]) == len(CHANGES) + 1


def test_without_its_outbox_an_archive_repeats_itself_under_the_same_ids(hooked: Desk, hooks: HookServer) -> None:
    hooked.tell()
    before = list(hooks.ids)
    (hooked.archive / "tell.db").unlink()
    hooked.tell()
    assert hooks.ids == [*before, *before]


def test_what_is_written_down_is_whole_or_not_there(hooked: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while it writes down, the next run finds the crawl untold."""
    monkeypatch.setattr("crawler.telling.outbox._row", lambda *_: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError):
        hooked.tell()
    with outbox(hooked.archive) as box:
        assert box.waiting() == ()
        assert NEXT not in box.told("webhook room")


# Where it goes


def test_a_redirect_is_not_followed(hooked: Desk, hooks: HookServer) -> None:
    hooks.answers = [(302, {"Location": f"http://127.0.0.1:{hooks.port}/elsewhere"})] * 9
    told = hooked.tell()
    assert told.sent == 0
    assert {each.path for each in hooks.received} == {"/gongkai"}


def test_a_name_that_leads_to_a_private_network_is_not_connected_to(
    hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", hooks.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: private)
    with pytest.raises(NotTakenError, match=r"hooks\.example\.org leads to 127\.0\.0\.1"):
        post(f"https://hooks.example.org:{hooks.port}/", "msg_1", b"{}", SECRETS, NOW)
    assert hooks.received == []


def test_a_name_that_is_none_holds_nobody_up() -> None:
    with pytest.raises(NotTakenError, match="cannot be encoded"):
        post("https://hooks..example.org/x", "msg_1", b"{}", SECRETS, NOW)


def test_a_proxy_of_the_environment_is_not_used(hooks: HookServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    post(f"http://127.0.0.1:{hooks.port}/x", "msg_1", b"{}", SECRETS, NOW)
    assert [each.path for each in hooks.received] == ["/x"]


def test_a_server_whose_certificate_does_not_verify_is_told_nothing(hooks: HookServer, tmp_path: Path) -> None:
    hooks.stop()
    hooks.context = issue("127.0.0.1").context(tmp_path)
    hooks.start()
    with pytest.raises(NotTakenError, match="CERTIFICATE_VERIFY_FAILED"):
        post(f"https://127.0.0.1:{hooks.port}/", "msg_1", b"{}", SECRETS, NOW)
    assert hooks.received == []


def test_a_server_whose_certificate_verifies_is_told(
    hooks: HookServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = issue("here", authority=True)
    (tmp_path / "roots.pem").write_bytes(root.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "roots.pem"))
    hooks.stop()
    hooks.context = issue("127.0.0.1", root).context(tmp_path)
    hooks.start()
    post(f"https://127.0.0.1:{hooks.port}/", "msg_1", b"{}", SECRETS, NOW)
    assert len(hooks.received) == 1


def test_a_server_that_answers_drop_by_drop_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.telling import connection

    monkeypatch.setattr(webhook, "ended_after", lambda own: connection.ended_after(own, 0.5))
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=_drip, args=[listener], daemon=True).start()
        started = time.monotonic()
        with pytest.raises(NotTakenError):
            post(f"http://127.0.0.1:{listener.getsockname()[1]}/", "msg_1", b"{}", SECRETS, NOW)
        assert time.monotonic() - started < 5


def _drip(listener: socket.socket) -> None:
    peer, _ = listener.accept()
    with closing(peer):
        for _ in range(200):
            try:
                peer.sendall(b"H")
            except OSError:
                return
            time.sleep(0.05)


@pytest.mark.parametrize(
    "value", ["", "short", "whsec_", "whsec_QUJD", "whsec_%%%", "QUJD" * 8, "whsec_" + "QUJD" * 30]
)
def test_what_is_no_secret_is_refused_and_not_shown(value: str) -> None:
    with pytest.raises(TellFileError, match="HOOK_SECRET: a secret is whsec_") as error:
        read_secrets("HOOK_SECRET", value)
    assert len(value) < 8 or value not in str(error.value)
