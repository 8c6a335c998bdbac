"""Keys: made once, for their owner alone; what they sign is what openssl and WebCrypto verify."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from archive.signing.keys import (
    KeyFileError,
    SigningKey,
    is_encrypted,
    keep_public_key,
    load_key,
    make_key,
    public_path,
    raw_signature,
    read_public_key,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("keys") / "key.pem"
    make_key(place)
    return place


@pytest.fixture(scope="module")
def key(path: Path) -> SigningKey:
    return load_key(path)


def openssl(*arguments: object) -> bytes:
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


def test_a_key_is_pkcs8_for_its_owner_alone_and_its_public_half_lies_beside_it(path: Path) -> None:
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert path.stat().st_mode & 0o777 == 0o600
    assert public_path(path).read_bytes() == openssl("pkey", "-in", path, "-pubout")


def test_the_fingerprint_is_the_sha256_of_the_public_key_in_der(path: Path, key: SigningKey) -> None:
    der = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
    assert key.public.fingerprint == hashlib.sha256(der).hexdigest()


def test_openssl_verifies_what_is_signed(path: Path, key: SigningKey, tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(b"content")
    (tmp_path / "sig").write_bytes(key.sign(b"content"))
    verify = ["dgst", "-sha256", "-verify", public_path(path), "-signature", tmp_path / "sig", tmp_path / "content"]
    assert openssl(*verify) == b"Verified OK\n"


def test_a_signature_is_of_its_content_alone(key: SigningKey) -> None:
    signature = key.sign(b"content")
    assert key.public.verifies(signature, b"content")
    assert not key.public.verifies(signature, b"contents")


def test_a_raw_signature_is_both_numbers_in_96_bytes(key: SigningKey, tmp_path: Path) -> None:
    signature = key.sign(b"content")
    raw = raw_signature(signature)
    (tmp_path / "sig").write_bytes(signature)
    shown = openssl("asn1parse", "-inform", "DER", "-in", tmp_path / "sig").decode()
    numbers = [int(line.rsplit(":", 1)[1], 16) for line in shown.splitlines() if "INTEGER" in line]
    assert len(raw) == 96
    assert [int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big")] == numbers


@given(st.binary(max_size=120))
def test_what_is_no_signature_has_no_raw_form(content: bytes) -> None:
    try:
        assert len(raw_signature(content)) == 96
    except ValueError:
        return


def test_a_key_is_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="is there already"):
        make_key(path)
    assert path.read_bytes() == before


def test_with_a_passphrase_it_is_encrypted_and_of_no_use_without(tmp_path: Path) -> None:
    made = make_key(tmp_path / "key.pem", "松山")
    assert is_encrypted(tmp_path / "key.pem")
    assert load_key(tmp_path / "key.pem", "松山").public == made.public
    with pytest.raises(KeyFileError, match="GONGKAI_KEY_PASSPHRASE"):
        load_key(tmp_path / "key.pem")
    with pytest.raises(KeyFileError, match="not its own"):
        load_key(tmp_path / "key.pem", "other")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key(tmp_path / "key.pem")


def test_what_is_no_key_on_p384_is_refused(tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content, said in ((other, "P-384"), (b"words", "no private key"), (b"", "no private key")):
        path = tmp_path / "key.pem"
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(KeyFileError, match=said):
            load_key(path)


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"nowhere\.pem: cannot be read"):
        load_key(tmp_path / "nowhere.pem")


def test_a_public_key_is_kept_in_an_archive_under_its_fingerprint(key: SigningKey, tmp_path: Path) -> None:
    kept = keep_public_key(tmp_path, key.public)
    assert kept == tmp_path / "keys" / f"{key.public.fingerprint}.pem"
    assert read_public_key(kept.read_bytes()) == key.public


@pytest.mark.parametrize("content", [b"", b"words", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_public_key_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        read_public_key(content)


def test_a_key_never_shows_what_it_is_made_of(path: Path, key: SigningKey) -> None:
    secret = base64.b64decode(b"".join(path.read_bytes().splitlines()[1:-1]))
    assert repr(key) == f"SigningKey({key.public.fingerprint})"
    assert secret.hex() not in repr(key)
