"""A check of signatures and timestamps: what is sound stands behind its crawl, and every change is named."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from fixity_sample import crawl_id, sample
from signed_sample import NAME, signed_sample, stamped, trust
from timestamp_authority import Authority

from archive.fixity import Problem, check
from archive.fixity.evidence import Attested
from archive.manifest import decode, encode, self_digest
from archive.signing.evidence_list import FILE, evidence_files, list_evidence
from archive.signing.keys import SigningKey, make_key
from archive.signing.signatures import sign_manifest
from archive.warc_reader import read_records

FIRST, SECOND = crawl_id(0), crawl_id(1)
MANIFEST = f"crawls/{FIRST}.json"
SIGNATURE, KEY, STAMP = (f"{MANIFEST}.{end}" for end in ("sig", "key", f"sig.{NAME}.tsr"))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa").make()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> tuple[Path, SigningKey]:
    return signed_sample(tmp_path_factory.mktemp("signed"), authority)


@pytest.fixture
def archive(made: tuple[Path, SigningKey], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "data"))


@pytest.fixture
def key(made: tuple[Path, SigningKey]) -> SigningKey:
    return made[1]


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(f"{os.environ['GONGKAI_SEED']} {request.node.name}")


def found(archive: Path, **more: object) -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in check(archive, **more)]  # type: ignore[arg-type]


def relisted(archive: Path) -> None:
    """The list as somebody would write it who knows how it is made."""
    (archive / FILE).unlink()
    list_evidence(archive, evidence_files(archive))


def test_a_signed_and_timestamped_archive_has_no_problem_and_says_who_stands_behind_it(
    archive: Path, key: SigningKey
) -> None:
    attested: list[Attested] = []
    assert list(check(archive, attested=attested)) == []
    assert [(each.crawl, each.key, list(each.times)) for each in attested] == [
        (crawl, key.public.fingerprint, [NAME]) for crawl in (FIRST, SECOND)
    ]


def test_an_archive_that_nobody_signed_has_no_problem_and_nothing_behind_it(tmp_path: Path) -> None:
    attested: list[Attested] = []
    assert list(check(sample(tmp_path / "data"), attested=attested)) == []
    assert attested == []


def test_what_was_closed_before_there_was_a_key_is_signed_later(tmp_path: Path, authority: Authority) -> None:
    folder, key = sample(tmp_path / "data"), make_key(tmp_path / "key.pem")
    assert stamped(folder, key, authority).signed == [FIRST, SECOND]
    assert found(folder) == []


@pytest.mark.parametrize(
    ("name", "what"),
    [(SIGNATURE, "missing_signature"), (KEY, "missing_signature"), (STAMP, "missing_timestamp"),
     (f"authorities/{NAME}.pem", "altered_authority"), (FILE, "altered_evidence_list")],
)  # fmt: skip
def test_what_was_taken_away_is_missed(archive: Path, name: str, what: str) -> None:
    (archive / name).unlink()
    assert (name, what) in found(archive)


@pytest.mark.parametrize("name", [SIGNATURE, STAMP])
def test_what_a_manifest_promises_is_missed_whatever_the_list_says(archive: Path, name: str) -> None:
    (archive / name).unlink()
    relisted(archive)
    assert [where for where, _ in found(archive)] == [name]


def test_a_key_that_is_not_there_is_unknown(archive: Path, key: SigningKey) -> None:
    (archive / f"keys/{key.public.fingerprint}.pem").unlink()
    relisted(archive)
    assert found(archive) == [(f"crawls/{crawl}.json.sig", "unknown_key") for crawl in (FIRST, SECOND)]


def test_a_signature_of_another_manifest_is_wrong(archive: Path) -> None:
    shutil.copy(archive / f"crawls/{SECOND}.json.sig", archive / SIGNATURE)
    relisted(archive)
    assert (SIGNATURE, "wrong_signature") in found(archive)


def test_a_manifest_and_its_database_altered_together_have_a_wrong_signature(archive: Path) -> None:
    path = archive / f"crawls/{SECOND}.json"
    content = decode(path.read_bytes()) or {}
    content["software"] = ["another 1.0"]
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    assert (f"crawls/{SECOND}.json.sig", "wrong_signature") in found(archive)


def test_a_signature_by_another_key_than_the_manifest_promises_is_by_the_wrong_key(
    archive: Path, tmp_path: Path
) -> None:
    sign_manifest(archive, archive / MANIFEST, make_key(tmp_path / "other.pem"))
    relisted(archive)
    assert (SIGNATURE, "wrong_key") in found(archive)


def test_what_is_wrongly_signed_stands_behind_nothing(archive: Path, tmp_path: Path) -> None:
    sign_manifest(archive, archive / MANIFEST, make_key(tmp_path / "other.pem"))
    (archive / STAMP).unlink()
    attested: list[Attested] = []
    list(check(archive, attested=attested))
    assert [each.crawl for each in attested] == [SECOND]


@pytest.mark.parametrize("name", ["../../elsewhere", "a/b", "", "\n"])
def test_a_manifest_that_names_an_authority_by_no_name_is_altered(archive: Path, name: str) -> None:
    path = archive / MANIFEST
    content = decode(path.read_bytes()) or {}
    content["pledge"]["authorities"] = [name]
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    assert (MANIFEST, "altered_manifest") in found(archive)


def test_a_folder_among_the_keys_is_no_key(archive: Path) -> None:
    (archive / "keys" / "more.pem").mkdir()
    assert found(archive) == [("keys/more.pem", "altered_key")]


def test_a_signature_by_a_key_that_one_does_not_trust_is_named(archive: Path, key: SigningKey) -> None:
    assert found(archive, trusted=[key.public.fingerprint]) == []
    assert set(found(archive, trusted=["0" * 64])) == {
        (f"crawls/{crawl}.json.sig", "untrusted_key") for crawl in (FIRST, SECOND)
    }


def test_where_a_key_is_trusted_the_newest_manifest_has_to_be_signed_and_older_ones_need_not(
    tmp_path: Path, authority: Authority
) -> None:
    folder, key = sample(tmp_path / "data"), make_key(tmp_path / "key.pem")
    trusted = [key.public.fingerprint]
    assert found(folder, trusted=trusted) == [(f"crawls/{SECOND}.json.sig", "missing_signature")]
    sign_manifest(folder, folder / f"crawls/{SECOND}.json", key)
    list_evidence(folder, evidence_files(folder))
    assert found(folder, trusted=trusted) == []


def test_after_a_change_of_keys_signatures_by_both_are_sound(archive: Path, tmp_path: Path, key: SigningKey) -> None:
    newer = make_key(tmp_path / "newer.pem")
    for end in ("sig", "key", f"sig.{NAME}.tsr"):
        (archive / f"crawls/{SECOND}.json.{end}").unlink()
    path = archive / f"crawls/{SECOND}.json"
    content = decode(path.read_bytes()) or {}
    content["pledge"] = {"key": newer.public.fingerprint, "authorities": []}
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    sign_manifest(archive, path, newer)
    relisted(archive)
    attested: list[Attested] = []
    assert list(check(archive, attested=attested)) == []
    assert [each.key for each in attested] == [key.public.fingerprint, newer.public.fingerprint]


def test_a_timestamp_of_another_signature_is_wrong(archive: Path) -> None:
    shutil.copy(archive / f"crawls/{SECOND}.json.sig.{NAME}.tsr", archive / STAMP)
    relisted(archive)
    assert found(archive) == [(STAMP, "wrong_timestamp")]


def test_timestamps_of_an_authority_with_other_certificates_are_not_trusted(archive: Path, tmp_path: Path) -> None:
    trust(archive, Authority(tmp_path / "other").make())
    relisted(archive)
    assert {what for _, what in found(archive)} == {"untrusted_authority"}


def test_a_timestamp_from_before_the_crawl_closed_is_too_early(tmp_path: Path, authority: Authority) -> None:
    folder, key = sample(tmp_path / "data", crawls=1), make_key(tmp_path / "key.pem")
    path = folder / MANIFEST
    content = decode(path.read_bytes()) or {}
    content["closed_at"] = "2199-01-01T03:00:00.000000Z"
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    stamped(folder, key, authority)
    assert (STAMP, "timestamp_too_early") in found(folder)


def test_a_byte_of_a_timestamp_that_nobody_signed_is_missed_all_the_same(archive: Path) -> None:
    content = (archive / STAMP).read_bytes()
    flip(archive / STAMP, len(content) - 1 - content[::-1].index(0x30), 0x01)
    assert found(archive) == [(STAMP, "altered_timestamp")]


def flip(path: Path, place: int, mask: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= mask
    path.write_bytes(content)


def test_the_list_is_one_that_sha256sum_takes(archive: Path) -> None:
    lines = (archive / FILE).read_text("utf-8").splitlines()[1:]
    assert [line.split("  ")[1] for line in lines] == evidence_files(archive)
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((archive / name).read_bytes()).hexdigest() == digest


#: What can be mutated: everything that lies in the folder of an archive but its lock files.
PATTERNS = ["warc/*", "crawls/*", "keys/*", "authorities/*", FILE]


def mutate(archive: Path, chance: random.Random) -> tuple[str, set[str]]:
    """Change the archive somehow; return what was done, and the paths of which at least one has to be named."""
    paths = [path for pattern in PATTERNS for path in sorted(archive.glob(pattern))]
    path = chance.choice(paths)
    name = path.relative_to(archive).as_posix()
    kind = chance.choice(["flip", "flip", "cut", "append", "delete", "exchange", "copy", "rename", "reorder", "forge"])
    content = path.read_bytes()
    if kind == "forge":
        return f"forge {forged(archive, chance)}", {f"crawls/{crawl}.json" for crawl in (FIRST, SECOND)}
    if kind == "reorder":
        return reordered(archive, chance)
    if kind == "rename":
        path.rename(path.with_name(f"{path.name}.{chance.randrange(9)}"))
        return f"rename {name}", {name}
    if kind == "flip":
        flip(path, chance.randrange(len(content)), chance.randrange(1, 256))
    elif kind == "cut":
        path.write_bytes(content[: chance.randrange(len(content))])
    elif kind == "append":
        path.write_bytes(content + chance.randbytes(chance.randrange(1, 40)))
    elif kind == "delete":
        path.unlink()
    else:
        other = chance.choice([each for each in paths if each.read_bytes() != content])
        path.write_bytes(other.read_bytes())
        if kind == "exchange":
            other.write_bytes(content)
        return f"{kind} {name} {other.name}", {name, other.relative_to(archive).as_posix()}
    return f"{kind} {name}", {name}


def forged(archive: Path, chance: random.Random) -> str:
    """Change a value of a manifest as somebody would who knows how it is made, its own digest too."""
    path = archive / f"crawls/{chance.choice([FIRST, SECOND])}.json"
    content = decode(path.read_bytes()) or {}
    key = chance.choice(sorted(content.keys() - {"sha256", "crawl"}))
    value = content[key]
    if isinstance(value, dict):
        inner = chance.choice(sorted(value))
        value[inner] = "0" * 64 if isinstance(value[inner], str) else [7]
    else:
        content[key] = value + 1 if isinstance(value, int) else value[:-1] if value else "0" * 64
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    return f"{key} of {path.name}"


def reordered(archive: Path, chance: random.Random) -> tuple[str, set[str]]:
    """Exchange two neighbouring records of a WARC file, or two lines of an index."""
    path = chance.choice(sorted(archive.glob("warc/*")))
    content = path.read_bytes()
    if path.suffix == ".cdxj":
        parts = content.splitlines(keepends=True)
    else:
        places = [record.offset for record in read_records(path)]
        parts = [content[start:end] for start, end in pairwise([*places, len(content)])]
    place = chance.randrange(len(parts) - 1)
    parts[place : place + 2] = reversed(parts[place : place + 2])
    path.write_bytes(b"".join(parts))
    return f"reorder {path.name}", {f"warc/{path.name}"}


def every_mutation_is_named(archive: Path, chance: random.Random, times: int) -> None:
    sound = {path: path.read_bytes() for pattern in PATTERNS for path in archive.glob(pattern)}
    for _ in range(times):
        done, touched = mutate(archive, chance)
        named = list(check(archive))
        assert any(is_of(problem, touched) for problem in named), (done, named)
        for path in {each for pattern in PATTERNS for each in archive.glob(pattern)} - sound.keys():
            path.unlink()
        for path, content in sound.items():
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
    assert list(check(archive)) == []


def is_of(problem: Problem, touched: set[str]) -> bool:
    """Whether a problem names one of the files, or a file whose evidence or partner it is."""
    places = {place.strip() for where in problem.where.split(",") for place in where.split(" ")[:1]}
    stems = {stem(name) for name in touched}
    return bool(places & touched or {stem(place) for place in places} & stems)


def stem(name: str) -> str:
    """What a WARC file has in common with its index, and a manifest with its signature."""
    folder, _, rest = name.partition("/")
    return f"{folder}/{rest.split('.')[0]}"


def test_ten_mutations_drawn_anew_are_found_and_named(archive: Path, chance: random.Random) -> None:
    every_mutation_is_named(archive, chance, 10)


@pytest.mark.heavy
def test_two_hundred_mutations_drawn_anew_are_found_and_named(archive: Path, chance: random.Random) -> None:
    every_mutation_is_named(archive, chance, 200)
