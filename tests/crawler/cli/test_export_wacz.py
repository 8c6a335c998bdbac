"""`gongkai export wacz` and `gongkai check --wacz`: what they refuse, what they say, and the exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fixity_sample import PORTAL, Sample, crawl_id
from wacz_files import described, members, write

from archive.lock import archive_lock
from archive.publish.build import build
from archive.publish.folder.write import write_folder
from archive.signing.keys import load_key, make_key
from crawler.cli.main import main

FIRST, SECOND, OPEN = (crawl_id(number) for number in range(3))
YES = "--with-originals"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two closed crawls and an open one, and a published folder beside them."""
    folder = tmp_path_factory.mktemp("export")
    sample = Sample(folder / "data")
    for number, closed in ((0, True), (1, True), (2, False)):
        sample.crawl(number, closed=closed)
    sample.close()
    build(folder / "data" / "archive.db", folder / "data" / "public.db")
    write_folder(folder / "data", folder / "site")
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of their copies, in which the commands are run."""
    folder = Path(shutil.copytree(made, tmp_path / "here"))
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: object, **environment: str) -> Result:
    unset = {"GONGKAI_KEY": None, "GONGKAI_KEY_PASSPHRASE": None}
    return CliRunner().invoke(main, [*map(str, arguments)], env=unset | environment)


def export(*arguments: object, **environment: str) -> Result:
    return run("export", "wacz", *arguments, **environment)


def packages(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.wacz*"))


def test_without_the_flag_nothing_leaves_and_what_it_means_is_said(here: Path) -> None:
    result = export(FIRST)
    assert (result.exit_code, packages(here)) == (2, [])
    assert "no name, telephone or account number in it is masked" in result.stderr
    assert YES in result.stderr


@pytest.mark.parametrize("out", ["site/x.wacz", "site/snapshots/x.wacz", "data/x.wacz", "data/warc/x.wacz", "site"])
def test_nothing_is_written_where_it_would_be_published_or_among_the_files_of_the_archive(here: Path, out: str) -> None:
    (here / "site/snapshots").mkdir(exist_ok=True)
    result = export(FIRST, YES, "--out", out)
    assert (result.exit_code, packages(here)) == (2, [])
    assert out in result.stderr


def test_a_link_to_a_published_folder_is_one(here: Path) -> None:
    (here / "elsewhere").symlink_to(here / "site")
    assert export(FIRST, YES, "--out", "elsewhere/x.wacz").exit_code == 2


def test_the_file_is_called_after_the_crawl_and_said_to_be_unsigned_and_unmasked(here: Path) -> None:
    result = export(FIRST, YES)
    assert (result.exit_code, packages(here)) == (0, [f"{FIRST}.wacz"])
    assert "not signed" in result.stdout
    assert "nothing in a WACZ is masked" in result.stderr
    assert "gongkai key --new" in result.stderr


def test_every_crawl_of_a_portal_gets_its_own_and_open_ones_none(here: Path) -> None:
    for number, chosen in enumerate((["--all"], ["--portal", PORTAL], [FIRST, SECOND])):
        assert export(*chosen, YES, "--out", f"out{number}").exit_code == 0
        assert packages(here / f"out{number}") == [f"{FIRST}.wacz", f"{SECOND}.wacz"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        ((FIRST, "--all"), 2),
        (("--all", "--portal", PORTAL), 2),
        ((OPEN,), 9),
        (("nobody",), 9),
        (("../../x",), 9),
        (("--portal", "nobody"), 9),
        ((FIRST, "--archive", "nowhere"), 9),
        ((FIRST, "--key", "nowhere.pem"), 2),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_is_written(
    here: Path, arguments: tuple[str, ...], code: int
) -> None:
    result = export(*arguments, YES)
    assert (result.exit_code, packages(here)) == (code, []), result.output
    assert not (here / "nowhere").exists()


def test_what_stands_there_is_left_as_it_is_and_no_other_is_written(here: Path) -> None:
    (here / f"{SECOND}.wacz").write_text("mine")
    result = export(FIRST, SECOND, YES)
    assert (result.exit_code, packages(here)) == (2, [f"{SECOND}.wacz"])
    assert f"{SECOND}.wacz" in result.stderr


def test_while_another_run_writes_the_archive_nothing_is_exported(here: Path) -> None:
    with archive_lock(here / "data"):
        assert (export(FIRST, YES).exit_code, packages(here)) == (7, [])


@pytest.mark.parametrize("suffix", [".warc.gz", ".cdxj"])
def test_an_archive_that_was_altered_is_not_signed(here: Path, suffix: str) -> None:
    path = here / f"data/warc/{FIRST}-00000{suffix}"
    path.write_bytes(path.read_bytes()[:-1])
    result = export(FIRST, YES)
    assert (result.exit_code, packages(here)) == (8, [])
    assert "gongkai check" in result.stderr


def test_the_key_that_signs_manifests_signs_it_and_check_says_so(here: Path) -> None:
    make_key(here / "key.pem", "松山")
    secret = {"GONGKAI_KEY": "key.pem", "GONGKAI_KEY_PASSPHRASE": "松山"}
    (said,) = json.loads(export(FIRST, YES, "--json", **secret).stdout)
    key = load_key(here / "key.pem", "松山").public.fingerprint
    path = here / f"{FIRST}.wacz"
    assert (said["signed_by"], said["file"], said["size"]) == (key, path.name, path.stat().st_size)
    assert (said["withheld"], said["purged"], said["referred"]) == (0, 0, 0)
    checked = json.loads(run("check", "--wacz", path, "--trust", key.upper(), "--json").stdout)
    assert checked == {"clean": True, "problems": [], "signed_by": key, "manifest_signed_by": None}
    assert run("check", "--wacz", path).stdout == f"{path}: clean; signed by {key}; manifest signed by nobody\n"


def test_check_names_what_is_wrong_with_a_package(here: Path) -> None:
    export(FIRST, YES)
    content = members(here / f"{FIRST}.wacz")
    path = write(here / "x.wacz", {**content, "pages/pages.jsonl": b"\x1b[2J"})
    result = run("check", "--wacz", path)
    assert (result.exit_code, result.stdout.splitlines()[0].split(": ")[:2]) == (
        1,
        ["pages/pages.jsonl", "altered_file"],
    )
    hostile = run("check", "--wacz", write(here / "y.wacz", {**content, "\x1b[2J": b""}))
    assert (hostile.exit_code, "\x1b" in hostile.stdout) == (1, False)


def test_what_is_withheld_and_what_comes_from_earlier_crawls_is_said(here: Path) -> None:
    withheld = run("withhold", "http://www.here.invalid/a/1.html", "--reason", "x", "--archive", "data")
    assert withheld.exit_code == 0, withheld.stderr
    result = export(SECOND, YES)
    assert "2 records are withheld and left out" in result.stdout
    assert "2 records of earlier crawls" in result.stdout
    assert described(here / f"{SECOND}.wacz")["gongkai"]["withheld"][0]["records"] == 2


def test_masked_data_goes_as_before_with_or_without_the_name_of_the_form(here: Path) -> None:
    for arguments in (("plain",), ("package", "named"), ("--archive", "data", "late")):
        assert run("export", *arguments).exit_code == 0
        assert (here / arguments[-1] / "datapackage.json").is_file()
