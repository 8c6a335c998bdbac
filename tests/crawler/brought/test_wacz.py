"""A WACZ of a stranger: what its description says has to be so, and no name in it leads anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
import zipfile
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from strangers_warc import in_memory, small_warc, wacz

from archive.foreign.limits import LIMITS, ForeignFileError
from archive.manifest import encode, self_digest
from archive.signing.keys import make_key
from archive.wacz.verify import verify_wacz


@pytest.fixture(scope="module")
def warc() -> bytes:
    return in_memory(small_warc())


def described(path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("datapackage.json")


def test_its_records_are_taken(bring, tmp_path, warc):
    brought = bring(wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}))
    assert (brought.kept.form, brought.documents, brought.kept.signature) == ("wacz", 8, "none")


def test_several_warc_files_are_one_crawl(bring, tmp_path):
    made = small_warc()
    one, other = replace_records(made, made.records[:7]), replace_records(made, made.records[7:])
    brought = bring(wacz(tmp_path / "x.wacz", {"a.warc.gz": in_memory(one), "b.warc": b"".join(other.records)}))
    assert brought.documents == 8


def replace_records(made, records):
    return replace(made, records=records)


def info(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (info("../../evil.warc.gz"), "leads out"),
        (info("archive/../../evil"), "leads out"),
        (info("/etc/passwd"), "leads out"),
        (info("C:/evil"), "leads out"),
        (info("archive/link.warc.gz", stat.S_IFLNK | 0o777), "a link"),
        (info("archive/pipe", stat.S_IFIFO), "a link or device"),
        (info("archive/\x1b[31m"), "no name of a file"),
        (info("archive/data.warc.gz"), "twice"),
        (info("archive//evil"), "no plain path"),
        (info("."), "no plain path"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_suspicious_refuses_all_of_it(bring, archive, tmp_path, warc, entry, why):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, infos=[(entry, b"x")])
    with pytest.raises(ForeignFileError, match=why):
        bring(path)
    assert [path.name for path in archive.rglob("*") if path.is_file() and "archive.db" not in path.name] == []
    assert not (tmp_path / "evil.warc.gz").exists()


def test_backslashes_are_no_names(bring, tmp_path, warc):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, {"archive/AAevil": b"x"})
    path.write_bytes(path.read_bytes().replace(b"archive/AAevil", b"archive\\..evil"))
    with pytest.raises(ForeignFileError, match="no name of a file"):
        bring(path)


def test_a_bomb_is_refused(bring, tmp_path, warc):
    path = tmp_path / "x.wacz"
    wacz(path, {"data.warc.gz": warc})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/big", b"\0" * 5_000_000)
    tight = replace(LIMITS, spare=100_000, expansion=10)
    with pytest.raises(ForeignFileError, match="expands to"):
        bring(path, limits=tight)


def test_an_entry_that_is_longer_than_it_says_is_refused(bring, tmp_path, warc):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc})
    said = len(warc).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(said + said, (len(warc) - 9).to_bytes(4, "little") * 2))
    with pytest.raises(ForeignFileError):
        bring(path)


def test_an_entry_that_begins_outside_the_file_is_refused(bring, tmp_path, warc):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc})
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02") + 42
    for offset in (b"\xf0\xff\xff\xff", b"\xff\x00\x00\x00"):
        content[place : place + 4] = offset
        path.write_bytes(bytes(content))
        with pytest.raises(ForeignFileError, match="as a ZIP file"):
            bring(path)
    content[place : place + 4] = b"\x00" * 4
    end = content.index(b"PK\x05\x06")
    content[end + 16 : end + 20] = (int.from_bytes(content[end + 16 : end + 20], "little") + 999).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    with pytest.raises(ForeignFileError, match="as a ZIP file"):
        bring(path)


def test_too_many_entries_are_refused(bring, tmp_path, warc):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, {f"pages/{n}": b"" for n in range(30)})
    with pytest.raises(ForeignFileError, match="more than 20 files"):
        bring(path, limits=replace(LIMITS, entries=20))


def test_an_archive_in_it_is_left_alone_and_named(bring, tmp_path, warc):
    inner = wacz(tmp_path / "inner.wacz", {"data.warc.gz": warc}).read_bytes()
    brought = bring(wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, {"archive/inner.wacz": inner}))
    assert any("archive/inner.wacz" in note for note in brought.kept.notes)
    assert brought.captures == 13


@pytest.mark.parametrize(
    ("hashes_", "why"),
    [
        ({"archive/data.warc.gz": "sha256:" + "0" * 64}, "datapackage.json says"),
        ({"archive/data.warc.gz": "md5:" + "0" * 32}, "is no SHA-256"),
        ({"pages/pages.jsonl": "sha256:" + "0" * 64}, "datapackage.json says"),
    ],
)
def test_a_wrong_digest_refuses_it_and_is_named(bring, tmp_path, warc, hashes_, why):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, {"pages/pages.jsonl": b"{}"}, hashes_)
    with pytest.raises(ForeignFileError, match=why):
        bring(path)


def test_a_package_without_description_or_warc_is_refused(bring, tmp_path, warc):
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc)
    with pytest.raises(ForeignFileError, match=r"no datapackage\.json"):
        bring(path)
    with pytest.raises(ForeignFileError, match="no WARC file"):
        bring(wacz(tmp_path / "y.wacz", {}))
    with zipfile.ZipFile(wacz(tmp_path / "z.wacz", {"data.warc.gz": warc}), "a") as archive:
        archive.writestr("archive/unlisted.warc.gz", warc)
    with pytest.raises(ForeignFileError, match="not listed"):
        bring(tmp_path / "z.wacz")


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"resources": 3}', b'{"resources": [{}]}', b"[" * 100_000])
def test_a_description_of_any_other_form_is_refused(bring, tmp_path, warc, content):
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc)
        archive.writestr("datapackage.json", content)
    with pytest.raises(ForeignFileError):
        bring(path)


def signed(description: bytes, curve=SECP384R1, *, of: bytes | None = None) -> bytes:
    """datapackage-digest.json as ArchiveWeb.page writes it: r and s one after the other, over the digest's text."""
    stated = "sha256:" + hashlib.sha256(description).hexdigest()
    key = generate_private_key(curve())
    numbers = decode_dss_signature(key.sign((of or stated.encode()), ECDSA(hashes.SHA256())))
    size = (curve.key_size + 7) // 8
    raw = b"".join(number.to_bytes(size, "big") for number in numbers)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    said = {"hash": stated, "signature": base64.b64encode(raw).decode(), "publicKey": base64.b64encode(public).decode()}
    return json.dumps({"path": "datapackage.json", "hash": stated, "signedData": said}).encode()


@pytest.mark.parametrize("curve", [SECP256R1, SECP384R1])
def test_a_sound_signature_is_said_and_trusted_for_nothing(bring, tmp_path, warc, curve):
    plain = wacz(tmp_path / "plain.wacz", {"data.warc.gz": warc})
    kept = bring(wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, digest=signed(described(plain), curve))).kept
    assert (kept.signature, len(kept.key), kept.own) == ("sound", 64, False)


@pytest.mark.parametrize("case", ["other", "digest", "garbage", "certificate"])
def test_a_signature_that_does_not_hold_is_said(bring, tmp_path, warc, case):
    description = described(wacz(tmp_path / "plain.wacz", {"data.warc.gz": warc}))
    digest = {
        "other": lambda: signed(description, of=b"something else"),
        "digest": lambda: signed(b"another description"),
        "garbage": lambda: signed(description).replace(b'"publicKey": "', b'"publicKey": "!'),
        "certificate": lambda: json.dumps(
            {
                "hash": "sha256:" + hashlib.sha256(description).hexdigest(),
                "signedData": {"hash": "sha256:" + hashlib.sha256(description).hexdigest(), "domain": "x.invalid"},
            }
        ).encode(),
    }[case]()
    kept = bring(wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, digest=digest)).kept
    assert kept.signature == ("wrong" if case in ("other", "digest") else "unchecked")


def manifest_files(case: str, folder) -> tuple[dict[str, bytes], str]:
    """A manifest of nobody's crawl as our exporter lays it out, and what attests it; the key's fingerprint."""
    key = make_key(folder / "key.pem")
    fingerprint = key.public.fingerprint
    said = {"crawl": "other-20200101T000000000Z", "files": [], "pledge": {"key": fingerprint}}
    manifest = encode(said | {"sha256": self_digest(said)})
    files = {
        "gongkai/manifest.json": manifest,
        "gongkai/manifest.json.sig": key.sign(b"another" if case == "wrong" else manifest),
        "gongkai/manifest.json.key": f"{fingerprint}\n".encode(),
        "gongkai/manifest.json.sig.some.tsr": b"no timestamp",
        f"gongkai/keys/{fingerprint}.pem": key.public.pem,
    }
    if case == "taken away":
        del files["gongkai/manifest.json.sig"]
    if case == "altered":
        files["gongkai/manifest.json"] = manifest.replace(b"2020", b"2021")
    return files, fingerprint


@pytest.mark.parametrize("case", ["sound", "wrong", "taken away", "altered"])
def test_the_signature_of_a_manifest_in_it_is_said_as_a_check_says_it(bring, tmp_path, warc, case):
    files, fingerprint = manifest_files(case, tmp_path)
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, files)
    kept = bring(path).kept
    assert (kept.signature, kept.key) == (("sound", fingerprint) if case == "sound" else ("wrong", ""))
    assert verify_wacz(path).manifest_signed_by == kept.key
    said = f"soundly signed by the key {fingerprint}" if case == "sound" else "does not hold"
    assert [note for note in kept.notes if said in note]
    assert [note for note in kept.notes if "timestamps of that signature were not verified: 1" in note]


def test_a_manifest_that_nobody_signed_is_said_to_be_so(bring, tmp_path, warc):
    said = {"crawl": "other-20200101T000000000Z", "files": []}
    files = {"gongkai/manifest.json": encode(said | {"sha256": self_digest(said)})}
    kept = bring(wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, files)).kept
    assert (kept.signature, "the manifest in it is not signed" in kept.notes) == ("none", True)


@pytest.mark.parametrize("case", ["sound", "wrong"])
def test_the_signature_of_the_package_is_kept_unless_that_in_it_is_wrong(bring, tmp_path, warc, case):
    files, fingerprint = manifest_files(case, tmp_path)
    plain = wacz(tmp_path / "plain.wacz", {"data.warc.gz": warc}, files)
    digest = signed(described(plain))
    kept = bring(wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, files, digest=digest)).kept
    own = hashlib.sha256(base64.b64decode(json.loads(digest)["signedData"]["publicKey"])).hexdigest()
    assert own != fingerprint
    assert (kept.signature, kept.key) == (("sound", own) if case == "sound" else ("wrong", ""))


def test_a_signature_that_names_another_time_is_wrong(bring, tmp_path, warc):
    said = json.loads(signed(described(wacz(tmp_path / "plain.wacz", {"data.warc.gz": warc}))))
    said["signedData"]["created"] = "2020-01-01T00:00:00Z"
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc}, digest=json.dumps(said).encode())
    assert bring(path).kept.signature == "wrong"
    assert {problem.what for problem in verify_wacz(path).problems} == {"wrong_signature"}


def test_it_comes_alone(bring, tmp_path, warc):
    path = wacz(tmp_path / "x.wacz", {"data.warc.gz": warc})
    other = small_warc().write(tmp_path / "y.warc.gz")
    with pytest.raises(ForeignFileError, match="one file at a time"):
        bring(path, other)
