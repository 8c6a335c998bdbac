"""`gongkai key`, `sign` and `prove`: what they print, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import certifi
import pytest
from click.testing import CliRunner, Result
from fixity_sample import crawl_id, sample

from archive.signing.keys import load_key
from archive.signing.proof import read_proof
from archive.signing.queue import FILE as QUEUE
from archive.warc_reader import read_records
from crawler.cli.main import main

FIRST = crawl_id(0)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return sample(tmp_path / "data")


def run(*arguments: object, **environment: str) -> Result:
    unset = {"GONGKAI_KEY": None, "GONGKAI_KEY_PASSPHRASE": None, "GONGKAI_CONTACT": None}
    return CliRunner().invoke(main, [*map(str, arguments)], env=unset | environment)


def test_a_new_key_becomes_that_of_the_archive_and_is_shown_again(archive: Path, tmp_path: Path) -> None:
    made = run("key", "--new", "--key", tmp_path / "k" / "key.pem", "--archive", archive, "--json")
    shown = run("key", "--archive", archive, "--json")
    assert (made.exit_code, json.loads(shown.stdout)) == (0, json.loads(made.stdout))
    assert json.loads(shown.stdout)["fingerprint"] == load_key(tmp_path / "k" / "key.pem").public.fingerprint


def test_a_key_is_not_made_inside_an_archive(archive: Path) -> None:
    result = run("key", "--new", "--key", archive / "key.pem", "--archive", archive)
    assert (result.exit_code, (archive / "key.pem").exists()) == (2, False)


def test_a_key_with_a_passphrase_of_the_environment_needs_it_again(archive: Path, tmp_path: Path) -> None:
    place = tmp_path / "key.pem"
    run("key", "--new", "--key", place, "--archive", archive, GONGKAI_KEY_PASSPHRASE="松山")
    assert run("sign", "--archive", archive).exit_code == 2
    assert run("sign", "--archive", archive, GONGKAI_KEY_PASSPHRASE="松山").exit_code == 0


def test_everything_that_has_no_signature_gets_one_once(archive: Path, tmp_path: Path) -> None:
    run("key", "--new", "--key", tmp_path / "key.pem", "--archive", archive)
    result = run("sign", "--archive", archive)
    assert (result.exit_code, result.stdout.splitlines()) == (0, [f"{FIRST}: signed", f"{crawl_id(1)}: signed"])
    assert run("sign", "--archive", archive).stdout == ""


def test_without_a_key_there_is_nothing_to_sign_with(archive: Path) -> None:
    result = run("sign", "--archive", archive)
    assert (result.exit_code, "gongkai key --new" in result.stderr) == (2, True)


def test_a_timestamp_that_does_not_come_is_said_and_the_exit_code_is_one(archive: Path, tmp_path: Path) -> None:
    run("key", "--new", "--key", tmp_path / "key.pem", "--archive", archive)
    (archive / "authorities").mkdir()
    (archive / "authorities" / "ours.pem").write_bytes(certificate())
    with (archive / "signing.yml").open("a", encoding="utf-8") as file:
        file.write("authorities: [{name: ours, url: 'http://127.0.0.1:9/'}]\n")
    result = run("sign", "--archive", archive)
    assert (result.exit_code, (archive / QUEUE).exists()) == (1, True)
    assert f"{FIRST}: no timestamp by ours yet" in result.stdout


def certificate() -> bytes:
    """Any certificate: nothing is verified by it here."""
    first, end, _ = Path(certifi.where()).read_bytes().partition(b"-----END CERTIFICATE-----\n")
    return first + end


def test_an_archive_that_nobody_signed_is_clean_and_says_so(archive: Path, tmp_path: Path) -> None:
    result = run("check", "--archive", archive)
    assert (result.exit_code, result.stdout.endswith("; no crawl is signed\n")) == (0, True)
    run("key", "--new", "--key", tmp_path / "key.pem", "--archive", archive)
    run("sign", "--archive", archive)
    assert "signed: 2 crawls by the key" in run("check", "--archive", archive).stdout


def test_a_proof_is_printed_and_one_of_nothing_is_not(archive: Path) -> None:
    *_, record = read_records(archive / f"warc/{FIRST}-00000.warc.gz")
    result = run("prove", record.id, "--archive", archive)
    assert (result.exit_code, read_proof(result.stdout.encode()).holds()) == (0, True)
    assert run("prove", "urn:uuid:nothing", "--archive", archive).exit_code == 9
