"""Two parties crawl one site, each with a key of its own; what is purged, withheld and rebuilt stays signed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, page, rows, small_site

from archive.fixity import check
from archive.publish.build import build
from archive.signing.proof import read_proof
from crawler.cli.main import main

MOBILE = "13800138000"
#: The article whose text has a number of a person, and one that the second party sees otherwise.
PERSONAL, CHANGED = "http://small.invalid/a/3.html", "http://small.invalid/a/6.html"


def site(pages: Mapping[str, Any]) -> SiteServer:
    return SiteServer({path: [answer] for path, answer in pages.items()})


def pages() -> dict[str, Any]:
    made = answers(small_site())
    text = f"{'公示如下。' * 9}电话{MOBILE}。"
    body = f"<h1>名单公示</h1><p>发布日期：2018-03-04</p><div class='content'><p>{text}</p></div>"
    return made | {"/a/3.html": Answer(page(body, "名单公示"))}


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The archives of both, published."""
    folder = tmp_path_factory.mktemp("parties")
    (folder / "small.yml").write_text(PORTAL, "utf-8")
    changed = page("<h1>松山街道开展环境整治行动之7</h1><p>发布日期：2018-03-07</p><p>另一份正文。</p>")
    for name, more in (("one", {}), ("other", {"/a/6.html": Answer(changed)})):
        key, archive = folder / f"{name}.pem", folder / name
        assert run("key", "--new", "--key", key, "--archive", archive).exit_code == 0
        server = site(pages() | more)
        result = gongkai("crawl", folder / "small.yml", "--archive", archive, "--host", server.address, "--key", key)
        server.close()
        assert result.returncode == 0, result.stderr
        build(archive / "archive.db", archive / "public.db")
    return folder / "one", folder / "other"


@pytest.fixture
def archive(parties: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(parties[0], tmp_path / "a"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def capture(archive: Path, url: str) -> str:
    return str(rows(archive, f"select id from captures where url = '{url}'")[0][0])


def fingerprint(archive: Path) -> str:
    (path,) = archive.glob("keys/*.pem")
    return path.stem


def test_a_crawl_with_a_key_is_signed_when_it_closes_and_its_manifest_says_so(parties: tuple[Path, Path]) -> None:
    archive, _ = parties
    (manifest,) = archive.glob("crawls/*.json")
    assert json.loads(manifest.read_bytes())["pledge"] == {"authorities": [], "key": fingerprint(archive)}
    result = run("check", "--archive", archive, "--trust", fingerprint(archive), "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["problems"]) == (0, [])
    assert [each["signed_by"] for each in said["evidence"]] == [fingerprint(archive)]


def test_what_was_purged_leaves_signature_and_proofs_as_they_were(archive: Path) -> None:
    kept, gone = capture(archive, CHANGED), capture(archive, PERSONAL)
    before = {each: run("prove", each, "--archive", archive).stdout for each in (kept, gone)}
    assert run("purge", gone, "--order", "松山法院", "--yes", "--archive", archive).exit_code == 0
    assert list(check(archive, trusted=[fingerprint(archive)])) == []
    assert {each: run("prove", each, "--archive", archive).stdout for each in (kept, gone)} == before
    assert all(read_proof(proof.encode()).holds() for proof in before.values())


def test_a_rebuild_changes_no_signature(archive: Path) -> None:
    before = {path: path.read_bytes() for path in archive.glob("crawls/*")}
    assert run("rebuild", "--archive", archive).exit_code == 0
    assert {path: path.read_bytes() for path in archive.glob("crawls/*")} == before
    assert list(check(archive)) == []


@pytest.fixture(scope="module")
def statement(parties: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the other party hands on."""
    folder = tmp_path_factory.mktemp("statement") / "for-them"
    other = parties[1]
    result = run("witness", "--write", folder, "--archive", other, "--key", other.with_name("other.pem"))
    assert result.exit_code == 0, result.output
    return folder


def test_what_both_saw_and_where_bytes_differ_is_told_apart(parties: tuple[Path, Path], statement: Path) -> None:
    one, other = parties
    result = run("witness", statement, "--archive", one, "--trust", fingerprint(other), "--json")
    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [pair["url"] for pair in said["different"]] == [CHANGED]
    assert {pair["url"] for pair in said["same"]} >= {f"http://small.invalid/a/{n}.html" for n in (0, 1, 2, 4, 5, 7)}
    assert (said["only_theirs"], said["only_ours"]) == ([], [])
    assert said["statements"] == [{"file": str(*statement.glob("*.json")), "signed_by": fingerprint(other)}]


def test_the_signature_of_a_manifest_is_verified_by_the_digest_in_a_statement(statement: Path, tmp_path: Path) -> None:
    (path,), (key,) = statement.glob("*.json"), statement.glob("keys/*.pem")
    said = json.loads(path.read_bytes())
    (tmp_path / "sig").write_bytes(base64.b64decode(said["manifest_evidence"]["sig"]))
    (tmp_path / "digest").write_bytes(bytes.fromhex(said["manifest_sha256"]))
    files = ["-inkey", key, "-sigfile", tmp_path / "sig", "-in", tmp_path / "digest"]
    assert subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", *files], capture_output=True).returncode == 0


def test_a_digest_of_what_is_masked_or_withheld_is_not_handed_on(archive: Path, tmp_path: Path) -> None:
    withheld = run("withhold", CHANGED, "--reason", "含个人信息", "--by", "编辑", "--archive", archive)
    assert withheld.exit_code == 0, withheld.output
    result = run("witness", "--write", tmp_path / "for-them", "--archive", archive)
    content = json.loads(next((tmp_path / "for-them").glob("*.json")).read_bytes())
    silent = {each["url"] for each in content["captures"] if each["entity_digest"] is None}
    # The list that names what is withheld names it in its own words.
    assert (result.exit_code, silent) == (0, {PERSONAL, CHANGED, "http://small.invalid/notices/"})
    digests = rows(archive, f"select entity_digest from captures where url in ('{PERSONAL}', '{CHANGED}')")
    text = next((tmp_path / "for-them").glob("*.json")).read_text("utf-8")
    assert [digest for (digest,) in digests if digest in text] == []


@pytest.mark.parametrize("change", [(b"200", b"404"), (b'"portal": "small"', b'"portal": "smell"')])
def test_a_statement_that_was_altered_is_refused(
    parties: tuple[Path, Path], statement: Path, tmp_path: Path, change: tuple[bytes, bytes]
) -> None:
    folder = Path(shutil.copytree(statement, tmp_path / "theirs"))
    (path,) = folder.glob("*.json")
    path.write_bytes(path.read_bytes().replace(*change))
    result = run("witness", folder, "--archive", parties[0])
    assert (result.exit_code, "its signature is not by the key" in result.stderr) == (2, True)


def test_a_statement_by_another_key_than_the_trusted_one_is_refused(
    parties: tuple[Path, Path], statement: Path
) -> None:
    result = run("witness", statement, "--archive", parties[0], "--trust", fingerprint(parties[0]))
    assert (result.exit_code, "none of those that you trust" in result.stderr) == (2, True)


def test_one_that_is_not_signed_says_so_and_is_refused_where_a_key_is_wanted(
    parties: tuple[Path, Path], statement: Path, tmp_path: Path
) -> None:
    (path,) = statement.glob("*.json")
    alone = Path(shutil.copy(path, tmp_path / path.name))
    assert "not signed" in run("witness", alone, "--archive", parties[0]).stdout
    assert run("witness", alone, "--archive", parties[0], "--trust", "0" * 64).exit_code == 2
