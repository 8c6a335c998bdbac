"""What is proved of a record, and what is not."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from fixity_sample import crawl_id, sample

from archive.manifest import decode, encode, self_digest
from archive.signing.proof import NoProofError, Proof, prove, read_proof
from archive.warc_reader import read_records

FIRST = crawl_id(0)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("proof") / "data", files=2)


def records(archive: Path) -> list[tuple[str, str, int, int, str]]:
    """Id, file, offset, length and digest of the block of every record of the first crawl, in order."""
    return [
        (record.id, f"warc/{path.name}", record.offset, record.length, hashlib.sha256(record.block).hexdigest())
        for path in sorted((archive / "warc").glob(f"{FIRST}-*.warc.gz"))
        for record in read_records(path)
    ]


def test_every_record_of_a_crawl_is_proved_by_id_place_and_bytes(archive: Path) -> None:
    known = records(archive)
    root = json.loads((archive / f"crawls/{FIRST}.json").read_bytes())["merkle"]
    for number, (identifier, file, offset, length, digest) in enumerate(known):
        proof = prove(archive, identifier)
        assert proof.holds()
        assert (proof.index, {"records": proof.records, "root": proof.root}) == (number, root)
        said = json.loads(proof.leaf)
        assert (*said[:4], said[7]) == (identifier, file, offset, length, digest)


def test_a_proof_names_the_manifest_by_its_digest(archive: Path) -> None:
    digest = hashlib.sha256((archive / f"crawls/{FIRST}.json").read_bytes()).hexdigest()
    assert prove(archive, records(archive)[3][0]).manifest_sha256 == digest


def test_a_leaf_binds_address_and_time(archive: Path) -> None:
    proof = prove(archive, records(archive)[1][0])
    assert json.loads(proof.leaf)[4:7] == ["response", "2019-01-01T02:00:00.000500Z", "http://here.invalid/a/0.html"]


@pytest.mark.parametrize("change", [("2019-01-01", "2018-12-31"), ("here.invalid", "there.invalid")])
def test_a_proof_of_another_leaf_does_not_hold(archive: Path, change: tuple[str, str]) -> None:
    proof = prove(archive, records(archive)[1][0])
    assert not replace(proof, leaf=proof.leaf.replace(*change)).holds()


def test_brackets_and_the_scheme_of_an_id_may_be_left_out_or_not(archive: Path) -> None:
    identifier = records(archive)[1][0]
    proofs = {prove(archive, said) for said in (identifier, f"<{identifier}>", identifier.removeprefix("urn:uuid:"))}
    assert len(proofs) == 1


def test_an_unknown_record_has_no_proof(archive: Path) -> None:
    with pytest.raises(NoProofError, match="no record of a closed crawl"):
        prove(archive, "urn:uuid:nothing")


def test_a_manifest_of_the_first_format_proves_nothing(tmp_path: Path) -> None:
    folder = sample(tmp_path / "data", crawls=1)
    path = folder / f"crawls/{FIRST}.json"
    content = decode(path.read_bytes()) or {}
    del content["merkle"]
    content["format"] = 1
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    with pytest.raises(NoProofError, match="first format"):
        prove(folder, records(folder)[0][0])


def test_a_proof_is_read_back_as_it_was_written(archive: Path) -> None:
    proof = prove(archive, records(archive)[2][0])
    assert read_proof(json.dumps(proof.to_json()).encode()) == proof


@pytest.mark.parametrize("content", [b"", b"[]", b'{"path": 3}', b"[" * 100_000, b'{"path": ["zz"]}'])
def test_what_is_no_proof_is_refused(content: bytes) -> None:
    with pytest.raises(NoProofError):
        read_proof(content)


def test_a_proof_with_digests_that_are_none_is_refused(archive: Path) -> None:
    proof: Proof = prove(archive, records(archive)[2][0])
    with pytest.raises(NoProofError):
        read_proof(json.dumps(proof.to_json() | {"path": ["no hex"]}).encode())
