"""Signing and asking for timestamps: what comes is verified and kept, what does not is asked for again later."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fixity_sample import Sample, crawl_id, sample
from signed_sample import NAME, trust
from timestamp_authority import POLICY, Authority, serving

from archive.fixity.checking import check
from archive.manifest import Pledge
from archive.signing.keys import SigningKey, make_key
from archive.signing.queue import FILE as QUEUE
from archive.signing.queue import LONGEST_WAIT
from crawler.errors import NoContactError, SigningFileError
from crawler.signing.attest import Attested, attest
from crawler.signing.settings import FILE, Attestation, attestation, read_signing_file
from crawler.signing.settings import Authority as Asked

FIRST = crawl_id(0)
START = datetime(2026, 11, 26, 12, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9/"  # the discard port, on which nothing listens


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa").make()


@pytest.fixture
def authority(tsa: Authority) -> Authority:
    return Authority(tsa.folder)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return make_key(tmp_path_factory.mktemp("key") / "key.pem")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("sound") / "data", crawls=1)


@pytest.fixture
def archive(sound: Path, tmp_path: Path, tsa: Authority) -> Path:
    folder = Path(shutil.copytree(sound, tmp_path / "data"))
    trust(folder, tsa)
    return folder


def asked(archive: Path, key: SigningKey, url: str, now: datetime = START, policy: str = "") -> Attested:
    by = Attestation(key, (Asked(name=NAME, url=url, policy=policy),))
    return attest(archive, by, "", only_pledged=False, clock=lambda: now)


def test_what_is_asked_is_a_timestamp_query_and_what_came_is_kept(
    archive: Path, key: SigningKey, authority: Authority
) -> None:
    with serving(authority) as url:
        done = asked(archive, key, url)
    assert (done.signed, done.stamped, done.waiting) == ([FIRST], [(FIRST, NAME)], [])
    (headers,) = authority.asked
    assert headers["content-type"] == "application/timestamp-query"
    assert headers["user-agent"].startswith("gongkai/")
    assert (archive / f"crawls/{FIRST}.json.sig.{NAME}.tsr").read_bytes()


def test_what_is_signed_and_timestamped_is_not_asked_for_again(
    archive: Path, key: SigningKey, authority: Authority
) -> None:
    with serving(authority) as url:
        asked(archive, key, url)
        done = asked(archive, key, url, START + timedelta(days=3))
    assert (done.signed, done.stamped, len(authority.asked)) == ([], [], 1)


def test_offline_it_is_signed_and_the_timestamp_comes_with_a_later_run(
    archive: Path, key: SigningKey, authority: Authority
) -> None:
    done = asked(archive, key, NOBODY)
    assert (done.signed, done.stamped, [each.attempts for each in done.waiting]) == ([FIRST], [], [1])
    with serving(authority) as url:
        done = asked(archive, key, url, START + timedelta(minutes=11))
    assert (done.stamped, done.waiting) == ([(FIRST, NAME)], [])
    assert not (archive / QUEUE).exists()


def test_an_authority_is_not_asked_again_before_its_time_and_ever_less_often(
    archive: Path, key: SigningKey, authority: Authority
) -> None:
    authority.status = 503
    with serving(authority) as url:
        for minute in range(0, 24 * 60, 5):
            asked(archive, key, url, START + timedelta(minutes=minute))
    assert len(authority.asked) == 8  # after 10, 20, 40, … minutes
    (waiting,) = asked(archive, key, NOBODY, START + timedelta(days=9)).waiting
    assert datetime.fromisoformat(waiting.next_at) - (START + timedelta(days=9)) == LONGEST_WAIT


def test_a_queue_that_cannot_be_read_loses_nothing_but_its_counts(
    archive: Path, key: SigningKey, authority: Authority
) -> None:
    asked(archive, key, NOBODY)
    (archive / QUEUE).write_bytes(b'[{"crawl": 3')
    with serving(authority) as url:
        assert asked(archive, key, url).stamped == [(FIRST, NAME)]


def test_an_answer_to_another_request_is_not_taken(archive: Path, key: SigningKey, authority: Authority) -> None:
    with serving(authority) as url:
        asked(archive, key, url)
    stamp = archive / f"crawls/{FIRST}.json.sig.{NAME}.tsr"
    authority.answer = stamp.read_bytes()  # right but for the nonce
    stamp.unlink()
    with serving(authority) as url:
        (waiting,) = asked(archive, key, url).waiting
    assert "nonce" in waiting.said
    assert not stamp.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [({"status": 500}, "500"), ({"media_type": "text/html"}, "media type"), ({"answer": b""}, "no timestamp"),
     ({"answer": b"\x30\x03\x02\x01\x02"}, "timestamp"), ({"answer": bytes(200_000)}, "longer than")],
)  # fmt: skip
def test_what_is_no_timestamp_is_not_taken(
    archive: Path, key: SigningKey, authority: Authority, change: dict[str, object], said: str
) -> None:
    for name, value in change.items():
        setattr(authority, name, value)
    with serving(authority) as url:
        (waiting,) = asked(archive, key, url).waiting
    assert said in waiting.said


def test_a_timestamp_by_another_policy_is_not_taken(archive: Path, key: SigningKey, authority: Authority) -> None:
    with serving(authority) as url:
        assert "policy" in asked(archive, key, url, policy="1.2.3.4.99").waiting[0].said
        assert asked(archive, key, url, START + timedelta(days=1), policy=POLICY).stamped


def test_one_authority_that_is_silent_keeps_no_other_from_answering(
    archive: Path, key: SigningKey, authority: Authority, tsa: Authority
) -> None:
    trust(archive, tsa, "silent")
    with serving(authority) as url:
        by = Attestation(key, (Asked(name="silent", url=NOBODY), Asked(name=NAME, url=url)))
        done = attest(archive, by, "", only_pledged=False, clock=lambda: START)
    assert (done.stamped, [each.authority for each in done.waiting]) == ([(FIRST, NAME)], ["silent"])


def test_nobody_but_this_machine_is_asked_without_a_contact(archive: Path, key: SigningKey) -> None:
    with pytest.raises(NoContactError, match="say who is asking"):
        asked(archive, key, "https://tsa.example.org/")
    assert not list(archive.glob("crawls/*.sig"))


def test_a_run_signs_only_what_says_that_this_key_signs_it(archive: Path, key: SigningKey) -> None:
    assert attest(archive, Attestation(key), "").signed == []
    assert attest(archive, Attestation(key), "", only_pledged=False).signed == [FIRST]


def pledged(folder: Path, key: SigningKey) -> Path:
    """A closed crawl whose manifest says that this key and the authority attest it, and nothing that does."""
    made = Sample(folder / "pledged")
    made.pledge = Pledge(key.public.fingerprint, (NAME,))
    made.crawl(0)
    return made.close()


def test_a_manifest_that_names_another_key_is_not_signed_by_this_one(key: SigningKey, tmp_path: Path) -> None:
    archive, other = pledged(tmp_path, key), make_key(tmp_path / "other.pem")
    assert attest(archive, Attestation(other), "", only_pledged=False).signed == []
    assert attest(archive, Attestation(key), "").signed == [FIRST]


def test_whoever_ends_it_while_an_authority_is_asked_leaves_a_sound_archive(
    key: SigningKey, tsa: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object) -> bytes:
        raise KeyboardInterrupt

    archive = pledged(tmp_path, key)
    trust(archive, tsa)
    monkeypatch.setattr("crawler.signing.attest.ask", ended)
    with pytest.raises(KeyboardInterrupt):
        attest(archive, Attestation(key, (Asked(name=NAME, url=NOBODY),)), "")
    assert list(check(archive)) == []


def test_an_altered_manifest_is_not_signed(archive: Path, key: SigningKey) -> None:
    path = archive / f"crawls/{FIRST}.json"
    path.write_bytes(path.read_bytes().replace(b'"verdict": "ok"', b'"verdict": "ko"'))
    assert attest(archive, Attestation(key), "", only_pledged=False).signed == []


def settings(archive: Path, text: str) -> Path:
    (archive / FILE).write_text(text, encoding="utf-8")
    return archive


def test_signing_yml_names_the_key_and_the_authorities(archive: Path, tmp_path: Path) -> None:
    key = make_key(tmp_path / "mine.pem")
    settings(
        archive, f"key: {tmp_path / 'mine.pem'}\nauthorities:\n- {{name: {NAME}, url: 'http://127.0.0.1:3161/'}}\n"
    )
    assert attestation(archive, None, {}).pledge == Pledge(key.public.fingerprint, (NAME,))


def test_what_the_command_and_the_environment_name_goes_before_it(archive: Path, tmp_path: Path) -> None:
    keys = {name: make_key(tmp_path / name) for name in ("file", "variable", "option")}
    settings(archive, f"key: {tmp_path / 'file'}\n")
    environment = {"GONGKAI_KEY": str(tmp_path / "variable")}
    for found, name in [
        (attestation(archive, None, {}), "file"),
        (attestation(archive, None, environment), "variable"),
        (attestation(archive, tmp_path / "option", environment), "option"),
    ]:
        assert found.pledge.key == keys[name].public.fingerprint


def test_without_any_key_nothing_is_pledged(archive: Path) -> None:
    assert attestation(archive, None, {}).pledge == Pledge()


@pytest.mark.parametrize(
    ("text", "said"),
    [("keys: x", "keys"), ("- a", "signing.yml"), ("key: [", "signing.yml"),
     ("authorities: [{name: ours, url: 'ftp://x/'}]", "authorities.0.url"),
     ("authorities: [{name: '../x', url: 'http://x/'}]", "authorities.0.name"),
     ("authorities: [{name: ours, url: 'http://x/', policy: x}]", "authorities.0.policy"),
     ("authorities: [{name: ours, url: 'http://x/'}, {name: ours, url: 'http://y/'}]", "two authorities"),
     ("authorities: [{name: other, url: 'http://x/'}]", "authorities/other.pem")],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_key(archive: Path, text: str, said: str) -> None:
    with pytest.raises(SigningFileError, match=FILE) as refused:
        read_signing_file(settings(archive, text))
    assert said in str(refused.value)


def test_the_queue_is_plain_json(archive: Path, key: SigningKey) -> None:
    asked(archive, key, NOBODY)
    (entry,) = json.loads((archive / QUEUE).read_bytes())
    assert (entry["crawl"], entry["authority"], entry["attempts"]) == (FIRST, NAME, 1)
