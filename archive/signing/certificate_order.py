"""Certificates of a timestamp in the order that DER wants (X.690, section 11.6).

They are a set, and the library that reads timestamps takes it in DER alone, while ``openssl ts`` writes it in the order
in which its certificates were configured. No signature is over the set, so its order may be mended before it is read.
"""

from __future__ import annotations

from dataclasses import dataclass

_SEQUENCE, _SIGNED, _CERTIFICATES = 0x30, 0xA0, 0xA0


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of DER: its first byte, and where it and its content begin and end."""

    tag: int
    start: int
    content: int
    end: int


def in_der_order(answer: bytes) -> bytes:
    """A TimeStampResp (RFC 3161, section 2.4.2) with its certificates sorted; as it is where none can be found."""
    try:
        found = _certificates(answer)
        members = [answer[each.start : each.end] for each in _children(answer, found)] if found else []
    except (IndexError, ValueError):
        return answer
    if not found or not members:
        return answer
    return answer[: found.content] + b"".join(sorted(members)) + answer[found.end :]


def _certificates(answer: bytes) -> _Value | None:
    """SignedData.certificates (RFC 5652, section 5.1): after version, digestAlgorithms and encapContentInfo."""
    response = _value(answer, 0, len(answer))
    _, token, *_ = _children(answer, response)
    _, content, *_ = _children(answer, token)
    (signed,) = _children(answer, content)
    if (response.tag, token.tag, content.tag, signed.tag) != (_SEQUENCE, _SEQUENCE, _SIGNED, _SEQUENCE):
        return None
    certificates = _children(answer, signed)[3]
    return certificates if certificates.tag == _CERTIFICATES else None


def _children(answer: bytes, of: _Value) -> list[_Value]:
    found, place = [], of.content
    while place < of.end:
        found.append(_value(answer, place, of.end))
        place = found[-1].end
    return found


def _value(answer: bytes, start: int, end: int) -> _Value:
    """Raises IndexError or ValueError where no whole value stands there."""
    length, content = answer[start + 1], start + 2
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4:
            raise ValueError("a length that no timestamp has")
        length, content = int.from_bytes(answer[content : content + size], "big"), content + size
    if content + length > end:
        raise ValueError("a value that is longer than what it stands in")
    return _Value(answer[start], start, content, content + length)
