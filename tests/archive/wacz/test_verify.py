"""Whatever is changed in a WACZ is found and named; a file from a stranger does no harm."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    SECP521R1,
    EllipticCurve,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fixity_sample import Sample, crawl_id
from wacz_files import DATAPACKAGE, DIGEST, INDEX, described_anew, members, write

from archive.foreign.limits import LIMITS, Limits
from archive.manifest import Pledge, encode, self_digest
from archive.signing.keys import SigningKey, make_key
from archive.signing.signatures import sign_manifest
from archive.store import open_archive
from archive.wacz.verify import Verified, verify_wacz
from archive.wacz.write import write_wacz

FIRST, SECOND = crawl_id(0), crawl_id(1)
WARC, MANIFEST = f"archive/{FIRST}-00000.warc.gz", "gongkai/manifest.json"
Content = dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, SigningKey, SigningKey]:
    """The WACZ of two signed crawls, the key that signed them, and a key of somebody else."""
    folder = tmp_path_factory.mktemp("verify")
    key, other = make_key(folder / "key.pem"), make_key(folder / "other.pem")
    sample = Sample(folder / "archive")
    sample.pledge = Pledge(key.public.fingerprint)
    for number in range(2):
        sample.crawl(number)
    archive = sample.close()
    db = open_archive(archive / "archive.db")
    for crawl in (FIRST, SECOND):
        sign_manifest(archive, archive / f"crawls/{crawl}.json", key)
        write_wacz(archive, db, crawl, folder / f"{crawl}.wacz", software="gongkai test", key=key)
    db.close()
    return folder / f"{FIRST}.wacz", folder / f"{SECOND}.wacz", key, other


@pytest.fixture
def content(made: tuple[Path, Path, SigningKey, SigningKey]) -> Content:
    return members(made[0])


def found(verified: Verified) -> set[tuple[str, str]]:
    return {(problem.where, problem.what) for problem in verified.problems}


def flipped(data: bytes) -> bytes:
    """With one bit of the last byte but one changed."""
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def test_a_package_that_nobody_touched_is_clean_and_says_who_signed_it(
    made: tuple[Path, Path, SigningKey, SigningKey],
) -> None:
    key = made[2].public.fingerprint
    for path in made[:2]:
        verified = verify_wacz(path, [key])
        assert (verified.problems, verified.signed_by, verified.manifest_signed_by) == ([], key, key)


def test_one_that_is_signed_by_somebody_else_is_said_to_be(made: tuple[Path, Path, SigningKey, SigningKey]) -> None:
    trusted = [made[3].public.fingerprint]
    wanted = {(DIGEST, "untrusted_key"), (f"{MANIFEST}.sig", "untrusted_key")}
    assert found(verify_wacz(made[0], trusted)) == wanted


def test_every_file_that_is_altered_dropped_or_renamed_is_named(
    made: tuple[Path, Path, SigningKey, SigningKey], content: Content, tmp_path: Path
) -> None:
    for name in set(content) - {DATAPACKAGE, DIGEST}:
        altered = write(tmp_path / "altered.wacz", {**content, name: flipped(content[name])})
        assert (name, "altered_file") in found(verify_wacz(altered)), name
        rest = {other: data for other, data in content.items() if other != name}
        assert (name, "missing_file") in found(verify_wacz(write(tmp_path / "dropped.wacz", rest))), name
        renamed = found(verify_wacz(write(tmp_path / "renamed.wacz", {**rest, f"{name}.x": content[name]})))
        assert {(name, "missing_file"), (f"{name}.x", "unlisted_file")} <= renamed, name


def test_a_file_that_was_added_is_named(content: Content, tmp_path: Path) -> None:
    path = write(tmp_path / "x.wacz", {**content, "archive/more.warc.gz": b""})
    assert found(verify_wacz(path)) == {("archive/more.warc.gz", "unlisted_file")}


def test_one_byte_of_the_descriptor_is_named(content: Content, tmp_path: Path) -> None:
    content[DATAPACKAGE] = content[DATAPACKAGE].replace(b"gongkai test", b"gongkai tesT")
    wanted = {(DATAPACKAGE, "altered_file"), (DIGEST, "wrong_signature")}
    verified = verify_wacz(write(tmp_path / "x.wacz", content))
    assert (found(verified), verified.signed_by) == (wanted, "")


@pytest.mark.parametrize("taken", ["signature", "publicKey", "hash", "created"])
def test_a_part_of_another_signature_is_named(
    made: tuple[Path, Path, SigningKey, SigningKey], content: Content, tmp_path: Path, taken: str
) -> None:
    stranger = described_anew(members(made[1]), made[3])
    said = json.loads(content[DIGEST])
    said["signedData"][taken] = json.loads(stranger[DIGEST])["signedData"][taken]
    content[DIGEST] = json.dumps(said).encode()
    assert found(verify_wacz(write(tmp_path / "x.wacz", content))) == {(DIGEST, "wrong_signature")}


@pytest.mark.parametrize("said", ["", "!", "AAAA", 5, None, ["x"]])
def test_a_signature_that_is_none_is_named(content: Content, tmp_path: Path, said: object) -> None:
    for key in ("signature", "publicKey"):
        signed = json.loads(content[DIGEST])
        signed["signedData"][key] = said
        path = write(tmp_path / "x.wacz", {**content, DIGEST: json.dumps(signed).encode()})
        assert (DIGEST, "wrong_signature") in found(verify_wacz(path))


def test_a_signature_that_was_taken_away_is_missed_by_who_trusts_a_key(
    made: tuple[Path, Path, SigningKey, SigningKey], content: Content, tmp_path: Path
) -> None:
    said = json.loads(content[DIGEST])
    del said["signedData"]
    path = write(tmp_path / "x.wacz", {**content, DIGEST: json.dumps(said).encode()})
    assert (verify_wacz(path).problems, verify_wacz(path).signed_by) == ([], "")
    assert found(verify_wacz(path, [made[2].public.fingerprint])) == {(DIGEST, "missing_signature")}


def elsewhere(content: Content) -> Content:
    """The second line of the index leads to the record of the first one."""
    lines = zlib.decompress(content[INDEX], 31).decode().splitlines(keepends=True)
    said = [json.loads(line.split(" ", 2)[2]) for line in lines[:2]]
    place = {key: said[0][key] for key in ("offset", "length", "recordDigest")}
    key, time, _ = lines[1].split(" ", 2)
    lines[1] = f"{key} {time} {json.dumps(said[1] | place)}\n"
    return {**content, INDEX: gzip_of("".join(lines).encode())}


def of_another_day(content: Content) -> Content:
    """A line says that its record is of another time."""
    text = zlib.decompress(content[INDEX], 31).decode()
    return {**content, INDEX: gzip_of(text.replace(" 20190101020001 ", " 20180101020001 ").encode())}


def outside(content: Content) -> Content:
    """A line leads out of its file."""
    text = zlib.decompress(content[INDEX], 31).decode()
    return {**content, INDEX: gzip_of(text.replace('"offset": "', '"offset": "9', 1).encode())}


def other_block(content: Content) -> Content:
    """The index of blocks leads past the beginning of its block."""
    name = "indexes/index.idx"
    return {**content, name: content[name].replace(b'"offset": 0', b'"offset": 1')}


def gzip_of(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=31)
    return compressor.compress(data) + compressor.flush()


@pytest.mark.parametrize("forge", [elsewhere, of_another_day, outside, other_block])
def test_an_index_that_leads_elsewhere_is_named_though_all_digests_were_made_anew(
    made: tuple[Path, Path, SigningKey, SigningKey],
    content: Content,
    tmp_path: Path,
    forge: Callable[[Content], Content],
) -> None:
    path = write(tmp_path / "x.wacz", described_anew(forge(content), made[3]))
    verified = verify_wacz(path)
    assert {problem.what for problem in verified.problems} == {"wrong_index"}
    assert (DIGEST, "untrusted_key") in found(verify_wacz(path, [made[2].public.fingerprint]))


def test_other_records_than_those_of_the_manifest_are_named_though_all_digests_were_made_anew(
    made: tuple[Path, Path, SigningKey, SigningKey], content: Content, tmp_path: Path
) -> None:
    forged = {**content, WARC: content[WARC] + content[WARC]}
    path = write(tmp_path / "x.wacz", described_anew(forged, made[3]))
    assert found(verify_wacz(path)) == {(WARC.replace("archive/", "warc/"), "manifest_differs")}


def test_a_manifest_that_was_made_anew_is_signed_by_nobody(
    made: tuple[Path, Path, SigningKey, SigningKey], content: Content, tmp_path: Path
) -> None:
    said = json.loads(content[MANIFEST])
    said["verdict"] = "degraded"
    said["sha256"] = self_digest(said)
    forged = write(tmp_path / "x.wacz", described_anew({**content, MANIFEST: encode(said)}, made[3]))
    assert found(verify_wacz(forged)) == {(f"{MANIFEST}.sig", "wrong_signature")}
    unsigned = {name: data for name, data in content.items() if not name.startswith((f"{MANIFEST}.", "gongkai/keys/"))}
    bare = write(tmp_path / "y.wacz", described_anew(unsigned, made[3]))
    assert found(verify_wacz(bare)) == {(f"{MANIFEST}.sig", "missing_signature")}


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "..\\evil", "c:evil", "a\nb", ".", "a//b"])
def test_no_name_leads_out_of_the_file(content: Content, tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "folder.wacz", described_anew({**content, name: b"x"}))
    assert [problem.what for problem in verify_wacz(path).problems] == ["unsafe_name"]
    assert [each.name for each in tmp_path.iterdir()] == ["folder.wacz"]


def test_a_name_that_is_there_twice_is_named(content: Content, tmp_path: Path) -> None:
    path = write(tmp_path / "x.wacz", content)
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(WARC, content[WARC])
    assert found(verify_wacz(path)) == {(WARC, "repeated_name")}


def test_records_that_are_compressed_once_more_are_named(content: Content, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.wacz", "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    assert (WARC, "compressed_twice") in found(verify_wacz(tmp_path / "x.wacz"))


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"not a zip at all", b"\x1f\x8b"])
def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.wacz").write_bytes(data)
    assert {problem.what for problem in verify_wacz(tmp_path / "x.wacz").problems} == {"no_wacz"}


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"resources": 1}', b'{"resources": [1]}', b"[" * 100_000])
def test_a_descriptor_that_is_none_is_said_to_be_none(content: Content, tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "x.wacz", {**content, DATAPACKAGE: data})
    assert found(verify_wacz(path)) == {("x.wacz", "no_wacz")}


def test_what_inflates_without_end_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.wacz", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(DATAPACKAGE, b" " * 10_001)
    tight = replace(LIMITS, inflated=10_000)
    verified = verify_wacz(tmp_path / "x.wacz", limits=tight)
    assert [(problem.what, problem.detail[:11]) for problem in verified.problems] == [("no_wacz", "expands to ")]


@pytest.mark.parametrize("limits", [replace(LIMITS, entries=3), replace(LIMITS, spare=0, expansion=0)])
def test_what_holds_too_much_is_refused(content: Content, tmp_path: Path, limits: Limits) -> None:
    path = write(tmp_path / "x.wacz", content)
    assert found(verify_wacz(path, limits=limits)) == {("x.wacz", "no_wacz")}


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_named(content: Content, tmp_path: Path, mode: int) -> None:
    info = zipfile.ZipInfo("archive/other")
    info.external_attr = (mode | 0o777) << 16
    path = write(tmp_path / "x.wacz", content)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(info, b"/etc/passwd")
    assert ("'archive/other'", "unsafe_file") in found(verify_wacz(path))


@pytest.mark.parametrize("curve", [SECP256R1, SECP384R1, SECP521R1])
@pytest.mark.parametrize("by", [hashes.SHA256, hashes.SHA384])
def test_keys_of_others_are_on_other_curves(
    content: Content, tmp_path: Path, curve: type[EllipticCurve], by: type[hashes.SHA256 | hashes.SHA384]
) -> None:
    key = generate_private_key(curve())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    said = json.loads(content[DIGEST])
    numbers = decode_dss_signature(key.sign(said["hash"].encode(), ECDSA(by())))
    raw = b"".join(number.to_bytes((curve.key_size + 7) // 8, "big") for number in numbers)
    signed = {"signature": base64.b64encode(raw).decode(), "publicKey": base64.b64encode(public).decode()}
    said["signedData"] |= signed
    verified = verify_wacz(write(tmp_path / "x.wacz", {**content, DIGEST: json.dumps(said).encode()}))
    assert (verified.problems, verified.signed_by) == ([], hashlib.sha256(public).hexdigest())


def test_no_random_change_of_the_file_goes_unseen_and_none_ends_the_check(
    made: tuple[Path, Path, SigningKey, SigningKey], content: Content, tmp_path: Path
) -> None:
    """What is said to be clean holds, file by file, what it held (a ZIP file has dates and rights that say nothing)."""
    chance, whole = random.Random(11), made[0].read_bytes()
    for _ in range(200):
        place = chance.randrange(len(whole))
        kind = chance.randrange(3)
        changed = bytes([whole[place] ^ (1 << chance.randrange(8))]) if kind else b""
        (tmp_path / "x.wacz").write_bytes(whole[:place] + (changed + whole[place + 1 :] if kind < 2 else b""))
        verified = verify_wacz(tmp_path / "x.wacz")
        assert verified.problems or members(tmp_path / "x.wacz") == content, (place, kind)
