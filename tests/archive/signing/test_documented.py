"""docs/signatures.md shows how everything is checked without this program: what stands there is run as it stands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fixity_sample import crawl_id, sample
from signed_sample import signed_sample
from timestamp_authority import Authority

from archive.manifest import decode, encode, self_digest
from archive.signing.evidence_list import FILE, evidence_files, list_evidence
from archive.signing.keys import SigningKey, make_key
from archive.signing.proof import prove
from archive.signing.signatures import sign_manifest
from archive.warc_reader import read_records

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "signatures.md"
FIRST = crawl_id(0)


def block(language: str) -> str:
    """The document's only block in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SigningKey]:
    folder = tmp_path_factory.mktemp("documented")
    return signed_sample(folder, Authority(folder / "tsa").make(), files=2)


@pytest.fixture
def archive(made: tuple[Path, SigningKey], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "data"))


def checked(archive: Path, key: SigningKey) -> subprocess.CompletedProcess[str]:
    """What the documented commands say of an archive."""
    environment = {**os.environ, "KEY": key.public.fingerprint, "LC_ALL": "C"}
    return subprocess.run(["sh"], input=block("sh"), cwd=archive, env=environment, capture_output=True, text=True)


def relisted(archive: Path) -> None:
    (archive / FILE).unlink()
    list_evidence(archive, evidence_files(archive))


def test_a_sound_archive_passes_and_every_signature_and_timestamp_is_said(
    archive: Path, made: tuple[Path, SigningKey]
) -> None:
    result = checked(archive, made[1])
    assert result.returncode == 0, result.stderr
    said = result.stdout + result.stderr
    assert (said.count("Verified OK"), said.count("Verification: OK"), said.count("Time stamp:")) == (2, 2, 2)


def test_a_signed_archive_that_nobody_timestamped_passes_too(tmp_path: Path) -> None:
    archive, key = sample(tmp_path / "data"), make_key(tmp_path / "key.pem")
    for manifest in archive.glob("crawls/*.json"):
        sign_manifest(archive, manifest, key)
    list_evidence(archive, evidence_files(archive))
    assert checked(archive, key).returncode == 0


@pytest.mark.parametrize("name", [f"warc/{FIRST}-00001.warc.gz", f"warc/{FIRST}-00000.cdxj", f"crawls/{FIRST}.json",
                                  f"crawls/{FIRST}.json.sig", f"crawls/{FIRST}.json.sig.ours.tsr"])  # fmt: skip
def test_a_changed_byte_does_not_pass_even_where_the_list_was_made_anew(
    archive: Path, made: tuple[Path, SigningKey], name: str
) -> None:
    content = bytearray((archive / name).read_bytes())
    content[len(content) // 2] ^= 0x01
    (archive / name).write_bytes(content)
    relisted(archive)
    assert checked(archive, made[1]).returncode != 0


def test_a_manifest_that_names_another_before_it_does_not_pass(archive: Path, made: tuple[Path, SigningKey]) -> None:
    _, key = made
    path = archive / f"crawls/{crawl_id(1)}.json"
    content = decode(path.read_bytes()) or {}
    content["previous"] = "0" * 64
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    path.with_name(path.name + ".sig").write_bytes(key.sign(path.read_bytes()))
    for stamp in archive.glob("crawls/*.tsr"):
        stamp.unlink()
    relisted(archive)
    script = checked(archive, key)
    assert script.returncode != 0


def test_another_key_than_the_one_that_is_known_does_not_pass(archive: Path, made: tuple[Path, SigningKey]) -> None:
    environment = {**os.environ, "KEY": "0" * 64}
    result = subprocess.run(["sh"], input=block("sh"), cwd=archive, env=environment, capture_output=True, text=True)
    assert result.returncode != 0


def test_the_ten_lines_of_python_take_every_proof_and_no_changed_one(archive: Path, tmp_path: Path) -> None:
    code = block("python")
    assert len([line for line in code.splitlines() if line]) == 10
    identifiers = [r.id for path in sorted(archive.glob(f"warc/{FIRST}-*.warc.gz")) for r in read_records(path)]
    said = [prove(archive, identifier).to_json() for identifier in (*identifiers[:3], identifiers[-2], identifiers[-1])]
    forged = {**said[0], "leaf": said[0]["leaf"].replace("2019", "2018")}
    results = []
    for each in (*said, forged):
        (tmp_path / "proof.json").write_text(json.dumps(each), encoding="utf-8")
        command = [sys.executable, "-c", code, str(tmp_path / "proof.json")]
        results.append(subprocess.run(command, capture_output=True, text=True).returncode)
    assert results == [0] * len(said) + [1]
