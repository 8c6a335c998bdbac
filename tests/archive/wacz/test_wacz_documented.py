"""docs/wacz.md shows how a WACZ is checked without this program: what stands there is run as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from deploy_tools import tool
from fixity_sample import crawl_id
from signed_sample import signed_sample
from timestamp_authority import Authority
from wacz_files import DATAPACKAGE, described_anew, members, write

from archive.signing.keys import SigningKey, make_key
from archive.store import open_archive
from archive.wacz.verify import verify_wacz
from archive.wacz.write import write_wacz

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "wacz.md"
CRAWL = crawl_id(0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SigningKey, Path]:
    """The WACZ of a signed and timestamped crawl, its key, and the folder of the authority's certificates."""
    folder = tmp_path_factory.mktemp("documented")
    archive, key = signed_sample(folder, Authority(folder / "tsa").make(), crawls=1, files=2)
    db = open_archive(archive / "archive.db")
    write_wacz(archive, db, CRAWL, folder / "x.wacz", software="gongkai test", key=key)
    db.close()
    return folder / "x.wacz", key, archive / "authorities"


def checked(wacz: Path, key: SigningKey, authorities: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the documented commands say of a file."""
    (commands,) = re.findall(r"^```sh\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    said = {"WACZ": str(wacz), "KEY": key.public.fingerprint, "AUTHORITIES": str(authorities), "LC_ALL": "C"}
    assert tool("unzip")
    folder.mkdir()
    environment = {**os.environ, **said}
    return subprocess.run(["sh"], input=commands, cwd=folder, env=environment, capture_output=True, text=True)


def test_a_sound_package_passes_with_its_signatures_and_its_timestamp(
    made: tuple[Path, SigningKey, Path], tmp_path: Path
) -> None:
    result = checked(*made, tmp_path / "by-hand")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[:2] == ["Verified OK", "Verified OK"]
    assert "Verification: OK" in result.stderr + result.stdout
    assert "Time stamp: " in result.stdout
    assert verify_wacz(made[0], [made[1].public.fingerprint]).problems == []


def test_what_was_changed_or_made_anew_by_another_key_does_not_pass(
    made: tuple[Path, SigningKey, Path], tmp_path: Path
) -> None:
    content, other = members(made[0]), make_key(tmp_path / "other.pem")
    warc = f"archive/{CRAWL}-00000.warc.gz"
    changed = {
        "record": {**content, warc: content[warc][:-1] + b"x"},
        "more": {**content, "archive/more.warc.gz": b""},
        "descriptor": {**content, DATAPACKAGE: content[DATAPACKAGE].replace(b"here, 2019", b"here, 2018")},
        "stranger": described_anew(content, other),
        "records": described_anew({**content, warc: content[warc] * 2}, made[1]),
    }
    for name, files in changed.items():
        path = write(tmp_path / f"{name}.wacz", files)
        result = checked(path, *made[1:], tmp_path / name)
        sound = 2 if name == "records" else 0  # what only the manifest knows is found after both signatures
        assert (result.returncode != 0, result.stdout.count("Verified OK")) == (True, sound), name


def test_without_the_authority_s_certificates_no_timestamp_passes(
    made: tuple[Path, SigningKey, Path], tmp_path: Path
) -> None:
    empty = Path(shutil.copytree(made[2], tmp_path / "authorities"))
    (empty / "ours.pem").unlink()
    assert checked(made[0], made[1], empty, tmp_path / "by-hand").returncode != 0
