"""Mail reaches a real server, once for each person, and no header of it is another's."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from tls_certificates import issue
from told_receivers import PASSWORD, SITE, Desk, HookServer, MailServer, free_port, hook_file, mail_file
from told_sample import FAILED, HOSTILE, fail_crawl

from archive.publish.news.plain import plain
from crawler.errors import TellFileError
from crawler.telling.connection import NotTakenError
from crawler.telling.mail import compose, send
from crawler.telling.receivers import receivers
from crawler.telling.settings import Mail, TellFile

NOW = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)
Server = Callable[..., MailServer]


def letter(port: int = 25, **fields: object) -> Mail:
    said = {"name": "desk", "host": "127.0.0.1", "port": port, "security": "none", "to": ["a@example.org"]}
    return Mail.model_validate({**said, "from": "g@example.org", **fields})


def test_findings_arrive_once_for_each_person(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    desk.says(mail_file(server.port))
    assert desk.tell().waiting == 0
    assert server.recipients == [["a@example.org"], ["b@example.org"]]
    text = server.received[0].get_content()
    assert "fewer in the archive" in text
    assert f"{SITE}report/demo-2018#claim-8" in text


def test_a_crawl_that_was_not_accepted_is_mailed_with_the_checks_it_failed(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    with closing(Database(desk.archive / "archive.db")) as db:
        fail_crawl(db)
    desk.says(mail_file(server.port, ", about: [runs]"))
    desk.tell()
    text = server.received[0].get_content()
    assert "未被采信" in server.received[0]["Subject"]
    assert FAILED in text
    assert "Failed check: entries 政府文件, measured 0.0, bound 1.0" in text
    assert "/home/operator" not in text


def test_mail_is_plain_text_in_utf_8_and_says_that_no_machine_should_answer(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    desk.says(mail_file(server.port))
    desk.tell()
    mail = server.received[0]
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert mail["Auto-Submitted"] == "auto-generated"


def test_after_an_outage_mail_arrives_under_the_same_message_id(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    server.refusals = ["451 later"]
    desk.says(mail_file(server.port, ", to: [a@example.org]").replace("to: [a@example.org, b@example.org], ", ""))
    before = desk.tell()
    server.stop()
    assert desk.tell(later=timedelta(days=1)).waiting == before.waiting == 1
    again = mail_server(server.port)
    told = desk.tell(later=timedelta(days=1))
    assert (told.sent, told.waiting) == (1, 0)
    assert len(again.received) == 1


def test_a_repeat_carries_the_same_message_id(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    desk.says(mail_file(server.port))
    desk.tell()
    (desk.archive / "tell.db").unlink()
    desk.tell()
    ids = [mail["Message-ID"] for mail in server.received]
    assert ids[:2] == ids[2:]
    assert len(set(ids)) == 2


def test_one_whose_address_is_refused_keeps_no_mail_from_the_others(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    server.refusals = ["550 no such person"]
    desk.says(mail_file(server.port))
    told = desk.tell()
    assert (told.sent, told.waiting) == (1, 1)
    assert server.recipients == [["b@example.org"]]


def test_what_is_said_of_one_who_is_refused_names_the_channel_and_nobody(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    server.unknown = ("a@example.org",)
    desk.says(mail_file(server.port))
    (said,) = desk.tell().said
    assert said.startswith("mail desk: SMTPRecipientsRefused: ")
    assert "is nobody here" in said
    assert "a@example.org" not in said.lower()


def test_an_address_that_the_file_does_not_name_any_more_is_not_said(desk: Desk) -> None:
    desk.says(mail_file(free_port()))
    desk.tell()
    desk.says(f"site: {SITE}\n")
    said = desk.tell().said
    assert {line.partition(":")[0] for line in said} == {"mail desk"}


def test_others_are_told_what_was_given_up_and_not_whose_it_was(
    desk: Desk, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.telling.mail.connect", lambda *_: (_ for _ in ()).throw(OSError("a@example.org")))
    desk.says(mail_file(free_port()) + hook_file(hooks.port, ", about: [runs]").removeprefix(f"site: {SITE}\n"))
    desk.tell()
    told = desk.tell(later=timedelta(days=8))
    (note,) = [json.loads(each.body)["data"]["reason"] for each in hooks.received]
    assert note == "mail desk: 2 messages were given up and will not be sent"
    assert "a@example.org" not in "".join(told.said)


def test_a_server_that_is_down_is_asked_once_for_all_of_its_people(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("crawler.telling.mail.connect", lambda *_: asked.append(1) or (_ for _ in ()).throw(OSError))
    desk.says(mail_file(free_port()))
    for _ in range(8):
        told = desk.tell(later=timedelta(days=1))
    assert len(asked) == 8
    assert (told.waiting, told.given_up) == (0, 2)


# Headers


@pytest.mark.parametrize("subject", [HOSTILE, "a\r\nBcc: all@example.org", "a\nb", "a\r\n\r\nbody", "x" * 5000, "\x00"])
def test_no_subject_makes_another_header(subject: str) -> None:
    written = compose(letter(), "a@example.org", "msg_1", subject, "text", NOW)
    headers = bytes(written).partition(b"\r\n\r\n")[0].decode("ascii")
    names = [line.partition(":")[0] for line in headers.split("\r\n") if not line.startswith((" ", "\t"))]
    assert sorted(names) == sorted(set(names))
    assert "Bcc" not in names
    assert len(headers) < 3000


def test_a_text_that_looks_like_the_end_of_a_mail_is_text(mail_server: Server) -> None:
    server = mail_server()
    text = "a\r\n.\r\nMAIL FROM:<x@example.org>\r\n"
    send(letter(server.port), "", "a@example.org", compose(letter(), "a@example.org", "msg_1", "s", text, NOW))
    assert [mail.get_content().splitlines()[:2] for mail in server.received] == [["a", "."]]


def test_a_hostile_title_is_one_line_of_the_text(desk: Desk, mail_server: Server) -> None:
    server = mail_server()
    desk.says(mail_file(server.port, ", about: [changes]"))
    desk.tell()
    text = server.received[0].get_content()
    assert plain(HOSTILE) in text
    assert [sign for sign in "\u202e\x1b\x00" if sign in text] == []


# Encryption


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate that verifies."""
    root = issue("here", authority=True)
    (tmp_path / "roots.pem").write_bytes(root.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "roots.pem"))
    return issue("127.0.0.1", root).context(tmp_path)


def deliver(port: int, security: str, password: str = PASSWORD) -> None:
    mail = letter(port, security=security, user="g", password_from="SMTP_PASSWORD")
    send(mail, password, "a@example.org", compose(mail, "a@example.org", "msg_1", "s", "text", NOW))


def test_with_starttls_the_password_goes_encrypted(mail_server: Server, trusted: ssl.SSLContext) -> None:
    server = mail_server(tls_context=trusted, require_starttls=True)
    deliver(server.port, "starttls")
    assert server.logins == [PASSWORD.encode()]
    assert len(server.received) == 1


def test_with_tls_all_of_it_goes_encrypted(mail_server: Server, trusted: ssl.SSLContext) -> None:
    server = mail_server(ssl_context=trusted, auth_require_tls=False)
    deliver(server.port, "tls")
    assert len(server.received) == 1


def test_a_server_that_does_not_speak_starttls_gets_neither_mail_nor_password(mail_server: Server) -> None:
    server = mail_server(auth_require_tls=False)
    with pytest.raises(NotTakenError, match="STARTTLS"):
        deliver(server.port, "starttls")
    assert (server.received, server.logins) == ([], [])


def test_a_server_whose_certificate_does_not_verify_gets_neither(mail_server: Server, tmp_path: Path) -> None:
    server = mail_server(tls_context=issue("127.0.0.1").context(tmp_path))
    with pytest.raises(NotTakenError, match="CERTIFICATE_VERIFY_FAILED"):
        deliver(server.port, "starttls")
    assert (server.received, server.logins) == ([], [])


def test_a_wrong_password_is_said_without_it(mail_server: Server, trusted: ssl.SSLContext) -> None:
    server = mail_server(tls_context=trusted, require_starttls=True)
    with pytest.raises(NotTakenError, match="SMTPAuthenticationError") as error:
        deliver(server.port, "starttls", "another one")
    assert "another one" not in str(error.value)


def test_a_password_that_cannot_be_sent_is_not_shown(mail_server: Server, trusted: ssl.SSLContext) -> None:
    server = mail_server(tls_context=trusted, require_starttls=True)
    with pytest.raises(NotTakenError, match="cannot be encoded") as error:
        deliver(server.port, "starttls", "pässwort")
    assert "sswort" not in repr(error.value)
    assert (error.value.__cause__, error.value.__suppress_context__) == (None, True)


@pytest.mark.parametrize("password", ["pässwort", "pass\nwort", "pass\udcffwort"])
def test_a_password_that_no_server_can_be_told_is_refused_and_not_shown(password: str) -> None:
    said = TellFile(mails=(letter(user="g", password_from="SMTP_PASSWORD"),))
    with pytest.raises(TellFileError, match="SMTP_PASSWORD: a password is of printable ASCII") as error:
        receivers(said, {"SMTP_PASSWORD": password})
    assert "wort" not in str(error.value).replace("password", "")


def test_a_server_whose_name_is_none_takes_nothing() -> None:
    named = letter().model_copy(update={"host": "mail..example.org"})
    with pytest.raises(NotTakenError, match="cannot be encoded"):
        send(named, "", "a@example.org", compose(named, "a@example.org", "msg_1", "s", "text", NOW))
