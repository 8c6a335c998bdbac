"""signing.yml in the archive's folder: which key signs its manifests, and who is asked for timestamps.

Neither the key nor its passphrase stands in it: the file names the key's, which lies outside of the archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from archive.manifest import Pledge
from archive.plain_yaml import NotPlainError, read_plain
from archive.signing.keys import KeyFileError, SigningKey, load_key
from archive.signing.timestamps import certificates_path, read_certificates
from crawler.configuration import Part, problems, read_bounded
from crawler.errors import SigningFileError
from crawler.portal import HttpUrl

FILE = "signing.yml"
KEY_VARIABLE, PASSPHRASE_VARIABLE = "GONGKAI_KEY", "GONGKAI_KEY_PASSPHRASE"
MAX_FILE_BYTES = 50_000
MOST_AUTHORITIES = 5
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$")]
ObjectIdentifier = Annotated[str, Field(pattern=r"^$|^[0-2](\.(0|[1-9][0-9]{0,38})){1,20}$")]


class Authority(Part):
    """Who is asked for timestamps. Its certificates lie in ``authorities/NAME.pem``; ``policy`` is an OID, or any."""

    name: Name
    url: HttpUrl
    policy: ObjectIdentifier = ""


class SigningFile(Part):
    """What signing.yml says. ``key`` is the path of the private key, outside of the archive."""

    key: str = ""
    authorities: tuple[Authority, ...] = Field(default=(), max_length=MOST_AUTHORITIES)

    @model_validator(mode="after")
    def _distinct(self) -> SigningFile:
        names = [authority.name for authority in self.authorities]
        if len(names) != len(set(names)):
            raise ValueError("two authorities have one name")
        return self


@dataclass(frozen=True, slots=True)
class Attestation:
    """How the manifests of an archive are attested: by no key, nothing is signed."""

    key: SigningKey | None = None
    authorities: tuple[Authority, ...] = ()

    @property
    def pledge(self) -> Pledge:
        """What a manifest says of it."""
        if self.key is None:
            return Pledge()
        return Pledge(self.key.public.fingerprint, tuple(authority.name for authority in self.authorities))


def read_signing_file(archive: Path) -> SigningFile:
    """What signing.yml says; nothing where there is none. Raises SigningFileError naming file, key and reason."""
    path = archive / FILE
    if not path.exists():
        return SigningFile()
    try:
        data = read_plain(read_bounded(path, MAX_FILE_BYTES, SigningFileError))
        said = SigningFile.model_validate(data if data is not None else {})
    except NotPlainError as error:
        raise SigningFileError(f"{path}: {error}") from error
    except ValidationError as error:
        raise SigningFileError(problems(path, error)) from error
    for authority in said.authorities:
        _check_certificates(archive, authority.name)
    return said


def _check_certificates(archive: Path, name: str) -> None:
    path = certificates_path(archive, name)
    try:
        read_certificates(path)
    except (OSError, ValueError) as error:
        why = "the certificates that its timestamps are verified by, in PEM, belong there"
        raise SigningFileError(f"{archive / FILE}: authorities: {name}: {path} cannot be used; {why}") from error


def key_file(archive: Path, given: Path | None, environment: Mapping[str, str]) -> Path | None:
    """Where the key is that signs this archive: by ``--key``, GONGKAI_KEY or signing.yml; None where none is named.

    Raises SigningFileError.
    """
    said = read_signing_file(archive).key
    path = given or next((Path(each) for each in (environment.get(KEY_VARIABLE, ""), said) if each), None)
    return path.expanduser() if path else None


def attestation(archive: Path, given: Path | None, environment: Mapping[str, str]) -> Attestation:
    """How the archive's manifests are attested. Raises SigningFileError, KeyFileError for a key that is of no use."""
    authorities = read_signing_file(archive).authorities
    path = key_file(archive, given, environment)
    if path is None:
        return Attestation(None, authorities)
    check_place(archive, path)
    return Attestation(load_key(path, environment.get(PASSPHRASE_VARIABLE, "")), authorities)


def check_place(archive: Path, key: Path) -> None:
    """Raise KeyFileError for a private key in the archive's folder: copies of that are handed on."""
    if key.resolve().is_relative_to(archive.resolve()):
        raise KeyFileError(f"{key}: a private key does not lie in the archive's folder, which is copied and published")
