"""The sample archive, signed and timestamped by an authority of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fixity_sample import Sample
from timestamp_authority import POLICY, Authority, serving

from archive.manifest import Pledge
from archive.signing.keys import SigningKey, make_key
from archive.signing.timestamps import certificates_path
from crawler.signing.attest import Attested, attest
from crawler.signing.settings import Attestation
from crawler.signing.settings import Authority as Asked

NAME = "ours"


def trust(archive: Path, authority: Authority, name: str = NAME) -> None:
    """Put an authority's certificates where its timestamps are verified by them."""
    path = certificates_path(archive, name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(authority.certificates)


def stamped(archive: Path, key: SigningKey, authority: Authority, now: datetime | None = None) -> Attested:
    """Sign and timestamp what lacks it."""
    trust(archive, authority)
    with serving(authority) as url:
        by = Attestation(key, (Asked(name=NAME, url=url, policy=POLICY),))
        return attest(archive, by, "", only_pledged=False, clock=lambda: now or datetime.now(UTC))


def signed_sample(folder: Path, authority: Authority, crawls: int = 2, files: int = 1) -> tuple[Path, SigningKey]:
    """An archive of so many closed crawls whose manifests say who attests them, and the key."""
    key = make_key(folder / "key.pem")
    made = Sample(folder / "data")
    made.pledge = Pledge(key.public.fingerprint, (NAME,))
    for number in range(crawls):
        made.crawl(number, files=files)
    archive = made.close()
    stamped(archive, key, authority)
    return archive, key
