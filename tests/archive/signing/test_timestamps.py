"""Timestamps by openssl's own authority: what they show, and all that they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.x509 import Certificate
from hypothesis import given
from hypothesis import strategies as st
from timestamp_authority import POLICY, Authority

from archive.signing.certificate_order import in_der_order
from archive.signing.timestamps import TimestampError, read_certificates, time_of, timestamp_request

SIGNATURE = b"a signature"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa").make()


@pytest.fixture(scope="module")
def trusted(authority: Authority) -> list[Certificate]:
    return read_certificates(authority.folder / "root.pem")


def test_it_says_when_it_was_made(authority: Authority, trusted: list[Certificate]) -> None:
    request = timestamp_request(SIGNATURE)
    before = datetime.now(UTC) - timedelta(seconds=1)
    time = time_of(authority.timestamp(request.content), SIGNATURE, trusted, nonce=request.nonce, policy=POLICY)
    assert before <= time <= datetime.now(UTC)


@pytest.mark.parametrize("along", [("root.pem", "leaf.pem"), ("leaf.pem", "root.pem")])
def test_certificates_that_go_along_in_whatever_order_are_no_hindrance(
    authority: Authority, trusted: list[Certificate], along: tuple[str, str]
) -> None:
    answer = Authority(authority.folder, along=along).timestamp(timestamp_request(SIGNATURE).content)
    assert time_of(answer, SIGNATURE, trusted).tzinfo is UTC


@given(st.binary(max_size=80))
def test_what_is_no_answer_stays_as_it_is_and_is_no_timestamp(content: bytes) -> None:
    assert len(in_der_order(content)) == len(content)
    with pytest.raises(TimestampError):
        time_of(content, SIGNATURE, [])


def test_no_changed_byte_makes_it_say_another_time(authority: Authority, trusted: list[Certificate]) -> None:
    answer = authority.timestamp(timestamp_request(SIGNATURE).content)
    time = time_of(answer, SIGNATURE, trusted)
    said = set()
    for place in range(len(answer)):
        changed = answer[:place] + bytes([answer[place] ^ 0x01]) + answer[place + 1 :]
        try:
            said.add(time_of(changed, SIGNATURE, trusted))
        except TimestampError:
            continue
    assert said <= {time}


def test_an_authority_of_the_same_name_with_another_key_is_not_trusted(authority: Authority, tmp_path: Path) -> None:
    answer = Authority(tmp_path / "other").make().timestamp(timestamp_request(SIGNATURE).content)
    with pytest.raises(TimestampError) as refused:
        time_of(answer, SIGNATURE, read_certificates(authority.folder / "root.pem"))
    assert refused.value.what == "untrusted_authority"


def test_a_refusal_is_no_timestamp(authority: Authority, trusted: list[Certificate]) -> None:
    refusal = bytes.fromhex("300530030201 02".replace(" ", ""))  # PKIStatus rejection, nothing else
    with pytest.raises(TimestampError, match="refused"):
        time_of(refusal, SIGNATURE, trusted)
