"""A crawl's WACZ in other people's programs: py-wacz, pywb and ReplayWeb.page, each in an environment of its own."""

from __future__ import annotations

import base64
import gzip
import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_core import chromium
from click.testing import CliRunner
from conftest import Answer, SiteServer, gongkai, skip_or_fail
from replay_web import replay_web, shown
from small_site import PORTAL, answers, page, rows, small_site
from started import started
from wacz_files import DATAPACKAGE, DIGEST, described, described_anew, index_lines, members, sha256, write

from archive.signing.keys import SigningKey, load_key, make_key
from archive.wacz import index
from archive.wacz.verify import verify_wacz
from crawler.cli.main import main

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("wacz")]
SHEET = "姓名,职务\n王,主任\n".encode()
WORDS = "名单见附件，各部门按要求抓好落实。"
ARTICLE = f"<h1>环境整治名单</h1><p>发布日期：2018-03-04</p><div class='content'><p>{WORDS}</p>"


@dataclass(frozen=True)
class Made:
    """A site that was crawled twice and did not change, and the WACZ of either crawl."""

    folder: Path
    archive: Path
    address: str
    packages: tuple[Path, Path]
    key: SigningKey


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("elsewhere")
    pages = answers(small_site())
    pages["/a/3.html"] = Answer(page(f"{ARTICLE}<a href='/f/3.csv'>名单.csv</a></div>", "环境整治名单"))
    pages["/f/3.csv"] = Answer(SHEET.decode(), headers={"Content-Type": "text/csv; charset=utf-8"})
    server = SiteServer({path: [answer] for path, answer in pages.items()})
    (folder / "small.yml").write_text(PORTAL, "utf-8")
    make_key(folder / "key.pem")
    command = ("crawl", folder / "small.yml", "--archive", folder / "a", "--host", server.address, "--full")
    for _ in range(2):
        done = gongkai(*command, "--key", folder / "key.pem")
        assert done.returncode == 0, done.stderr
    server.close()
    command = ("export", "wacz", "--all", "--with-originals", "--archive", folder / "a", "--out", folder / "out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "_LINES", 5)  # so that there are several blocks to be looked up in
        result = CliRunner().invoke(main, [*map(str, command), "--key", str(folder / "key.pem")])
    assert result.exit_code == 0, result.output
    first, second = sorted((folder / "out").glob("*.wacz"))
    return Made(folder, folder / "a", server.address, (first, second), load_key(folder / "key.pem"))


def altered(package: Path, target: Path) -> Path:
    """One byte of the descriptor is another."""
    content = members(package)
    content[DATAPACKAGE] = content[DATAPACKAGE].replace(b'"verdict": "ok"', b'"verdict": "OK"')
    return write(target, content)


def py_wacz(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command of py-wacz: GONGKAI_WACZ names it."""
    command = os.environ.get("GONGKAI_WACZ")
    if not command:
        skip_or_fail("no py-wacz: install it in an environment of its own and name its wacz command in GONGKAI_WACZ")
    return subprocess.run([str(command), *map(str, arguments)], capture_output=True, text=True, timeout=120)


def test_py_wacz_calls_it_valid_and_would_notice(made: Made, tmp_path: Path) -> None:
    for package in made.packages:
        said = py_wacz("validate", "-f", package)
        assert (said.returncode, "the passed WACZ is valid" in said.stdout) == (0, True), said.stdout
    assert members(made.packages[0])["indexes/index.idx"].count(b"\n") > 3
    said = py_wacz("validate", "-f", altered(made.packages[0], tmp_path / "x.wacz"))
    assert "the passed WACZ is invalid" in said.stdout


def test_py_wacz_makes_the_same_index_of_the_same_answers(made: Made, tmp_path: Path) -> None:
    (warc,) = (name for name in members(made.packages[0]) if name.startswith("archive/"))
    said = py_wacz("create", "-o", tmp_path / "theirs.wacz", made.archive / "warc" / Path(warc).name)
    assert said.returncode == 0, said.stderr
    keys = ("url", "mime", "status", "digest", "length", "offset", "filename", "recordDigest")
    theirs, ours = (
        [(address, at, [said[key] for key in keys]) for address, at, said in index_lines(package) if "status" in said]
        for package in (tmp_path / "theirs.wacz", made.packages[0])
    )
    assert ours == theirs
    assert verify_wacz(tmp_path / "theirs.wacz").problems == []  # theirs is as good to us
    assert len(ours) == len(index_lines(made.packages[0])) > 10


@contextmanager
def pywb(package: Path, folder: Path) -> Iterator[str]:
    """pywb over an unpacked package; the address of what it serves."""
    command = os.environ.get("GONGKAI_PYWB")
    if not command:
        skip_or_fail("no pywb: install it in an environment of its own and name its wayback command in GONGKAI_PYWB")
    manager = str(Path(str(command)).with_name("wb-manager"))
    for arguments in (("init", "crawl"), ("add", "--unpack-wacz", "crawl", str(package))):
        subprocess.run([manager, *arguments], cwd=folder, check=True, capture_output=True, timeout=120)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with started([str(command), "-p", str(port), "--bind", "127.0.0.1"], cwd=folder, **quiet):
        _wait_for(port)
        yield f"http://127.0.0.1:{port}/crawl/"


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("pywb did not start")


def test_pywb_replays_every_page_and_file_of_a_crawl_that_found_nothing_new(made: Made, tmp_path: Path) -> None:
    """What it shows has the digests of the rows, though the records lie in the earlier crawl."""
    crawl = described(made.packages[1])["gongkai"]["crawl"]
    wanted = rows(made.archive, f"select fetched_url, captured_at, entity_digest from captures where crawl = '{crawl}'")
    with pywb(made.packages[1], tmp_path) as address:
        for url, captured_at, digest in wanted:
            timestamp = "".join(filter(str.isdigit, captured_at[:19]))
            with urllib.request.urlopen(f"{address}{timestamp}id_/{url}", timeout=30) as response:
                body = response.read()
                body = gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body
            assert sha256(body) == digest, url
    assert sha256(SHEET) in [digest for _, _, digest in wanted]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    replay_web()
    with chromium() as launched:
        yield launched


def of_another(package: Path, target: Path, other: SigningKey) -> Path:
    """The signature is that of another key, under the name of the first."""
    content = members(package)
    own, theirs = json.loads(content[DIGEST]), json.loads(described_anew(content, other)[DIGEST])
    own["signedData"]["signature"] = theirs["signedData"]["signature"]
    return write(target, {**content, DIGEST: json.dumps(own).encode()})


def test_replayweb_page_shows_the_page_and_finds_the_signature_valid(made: Made, browser: Any, tmp_path: Path) -> None:
    """The engine's own verdict stands in its database; what a reader sees of it is a count, and the key.

    ReplayWeb.page 2.5 compares no index with its digest, and counts any signature as verified: so numbers are set
    beside those of the same file with one byte changed, and signatures are looked up.
    """
    url = f"{made.address}a/3.html"
    good = shown(browser, made.packages[1], url)
    assert WORDS in good.page
    assert [good.verified[name] for name in ("signature", DATAPACKAGE, "pages/pages.jsonl")] == [True, True, True]
    assert base64.b64encode(made.key.public.der).decode() in good.receipt
    assert sha256(members(made.packages[1])[DATAPACKAGE]) in good.receipt
    assert good.outside == []
    bad = shown(browser, altered(made.packages[1], tmp_path / "altered.wacz"), url)
    assert bad.verified[DATAPACKAGE] is False
    assert bad.counts == (good.counts[0] - 1, good.counts[1] + 1)
    forged = of_another(made.packages[1], tmp_path / "forged.wacz", make_key(tmp_path / "other.pem"))
    assert shown(browser, forged, url).verified["signature"] is False
