"""Masking: people's numbers are covered, figures and document numbers are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.publish import masking
from archive.publish.masking import Pseudonyms, is_plain_address, mask_code, mask_log, mask_text
from archive.publish.masking_checks import gb11643


def checksummed(first17: str) -> str:
    """An identity number with its checksum, computed as ISO 7064 MOD 11-2 and not by the table of weights."""
    product = 0
    for digit in first17:
        product = (product + int(digit)) * 2 % 11
    last = (12 - product) % 11
    return first17 + ("X" if last == 10 else str(last))


identity_numbers = st.builds(
    lambda region, year, month, day, order: checksummed(f"{region:06}{year}{month:02}{day:02}{order:03}"),
    st.integers(110000, 659999),
    st.integers(1900, 2029),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 999),
)
mobile_numbers = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(identity_numbers)
def test_the_check_accepts_every_number_with_its_iso_7064_checksum(number: str) -> None:
    assert gb11643(number)


@given(identity_numbers, st.integers(1, 9))
def test_the_check_refuses_a_number_with_one_digit_changed(number: str, shift: int) -> None:
    changed = str((int(number[16]) + shift) % 10)
    assert not gb11643(number[:16] + changed + number[17])


@given(identity_numbers, st.text("，。：张三abc \n", max_size=9), st.text("，。：张三abc \n", max_size=9))
def test_an_identity_number_is_covered_wherever_it_stands(number: str, before: str, after: str) -> None:
    masked = mask_text(before + number + after)
    assert number not in masked.text
    assert masked.counts["identity_card"] == 1


@given(mobile_numbers, st.text("，。：电话abc", max_size=9))
def test_a_mobile_number_is_covered_wherever_it_stands(number: str, around: str) -> None:
    assert mask_text(f"{around}{number}{around}").text == f"{around}{number[:3]}********{around}"


@given(st.text("0123456789Xx -，元号", max_size=80))
def test_a_mask_keeps_the_length_and_every_character_that_is_no_digit(text: str) -> None:
    masked = mask_text(text).text
    assert len(masked) == len(text)
    assert all(now == before or (now == "*" and before.isalnum()) for now, before in zip(masked, text, strict=True))


@given(st.text("0123456789Xx -，元号", max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_text(text).text
    assert mask_text(once).text == once


@pytest.mark.parametrize(
    "text",
    [
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "+8613800138000".replace("86", "86 "),
        "TEL13800138000转",
    ],
)
def test_spaces_hyphens_and_full_width_digits_do_not_hide_a_mobile_number(text: str) -> None:
    assert mask_text(text).counts["mobile_phone"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "锦政发〔2018〕13号",
        "安排资金13800138000元",
        "折合13800138000.50",
        "占地0.13800138000",
        "索引号11210702001234567890-2018-00001",
        "电话0416-3112345",
        "110105194912310021",  # the checksum would be X
        "20180301123456789",
        "第12345678901号",
    ],
)
def test_figures_document_numbers_switchboards_and_wrong_checksums_stay(text: str) -> None:
    assert mask_text(text).text == text


def test_digits_joined_to_letters_stay_in_code() -> None:
    sql = "select * from documents where id = 'd13800138000abcde'"
    assert mask_code(sql).text == sql


def test_a_path_of_the_machine_is_reduced_to_its_file_name() -> None:
    assert mask_log("disk full: '/home/operator/data/warc/a.warc.gz'").text == "disk full: 'a.warc.gz'"


@pytest.mark.parametrize("reason", ["HTTP 403 at http://www.example.org/a/b", "5/7 lists", "ok"])
def test_a_reason_without_a_path_stays_as_it_is(reason: str) -> None:
    assert mask_log(reason).text == reason


@pytest.mark.parametrize(
    "path", ["/srv/archive/warc/a.warc.gz", "C:\\archive\\a.warc.gz", "a.warc.gz", "../x/a.warc.gz"]
)
def test_only_the_name_of_a_file_is_published(path: str) -> None:
    assert masking.file_name(path).text == "a.warc.gz"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example.org/f/13800138000.pdf",
        "http://a.example.org/f/%E5%8F%B713800138000.pdf",
        "http://a.example.org/f?tel=13800138000",
        "http://a.example.org/f/%31%33800138000.pdf",
    ],
)
def test_a_number_in_an_address_is_replaced_also_when_percent_encoded(url: str) -> None:
    published = Pseudonyms().address(url).text
    assert "masked-1" in published
    assert "800138000" not in published


def test_an_address_without_a_number_is_published_as_it_is() -> None:
    url = "http://a.example.org/art/2018/3/1/art_%31_138001380001.html"
    assert Pseudonyms().address(url).text == url


def test_addresses_that_write_one_number_otherwise_stay_as_many() -> None:
    """Rows are known by their addresses: two of the same would end the build."""
    pseudonyms = Pseudonyms()
    written = ("13800138000", "%31%33800138000", "138-0013-8000", "138%200013%208000", "１３８００１３８０００-2")
    written += ("13800138000-2",)  # which the second of another would become
    addresses = [f"http://a.invalid/{number}.pdf" for number in written]
    published = [pseudonyms.address(address).text for address in addresses]
    assert len(set(published)) == len(addresses)
    assert [pseudonyms.address(address).text for address in addresses] == published
    assert published[0] == "http://a.invalid/masked-1.pdf"
    assert not any("8000" in address for address in published)


@pytest.mark.parametrize("order", [1, -1])
def test_an_address_that_looks_masked_stays_another_than_one_that_is(order: int) -> None:
    """A site may write what a mask would become; two rows would have one address."""
    pseudonyms = Pseudonyms()
    addresses = ("http://a.invalid/masked-1", "http://a.invalid/13800138000", "http://a.invalid/masked-1-2")[::order]
    published = [pseudonyms.address(address).text for address in addresses]
    assert len(set(published)) == len(addresses)
    assert [pseudonyms.address(address).text for address in addresses] == published
    assert not any(is_plain_address(address) for address in addresses)


def test_two_addresses_with_different_numbers_stay_two() -> None:
    names = Pseudonyms()
    one, two = (names.address(f"http://a.example.org/{number}") for number in ("13800138000", "13800138001"))
    assert one.text != two.text


def test_the_same_number_gets_the_same_name_again() -> None:
    names = Pseudonyms()
    assert names.address("http://a.example.org/13800138000") == names.address("http://a.example.org/13800138000")


def test_equal_folded_titles_stay_equal_and_different_ones_different() -> None:
    names = Pseudonyms()
    keys = [names.key(f"关于{number}来电的答复").text for number in ("13800138000", "13800138001", "13800138000")]
    assert keys[0] == keys[2] != keys[1]


def test_a_number_that_folding_joined_to_its_neighbours_is_not_published() -> None:
    assert "13800138000" not in Pseudonyms().key("2018113800138000号").text


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8001/a", "http://192.168.1.7/a", "http://localhost/a", "file:///a", "http://[::1]/a"]
)
def test_an_address_on_the_operators_own_network_is_not_published(url: str) -> None:
    assert Pseudonyms().reached_address(url).text == ""


def test_a_mirror_on_the_web_is_published() -> None:
    assert Pseudonyms().reached_address("http://mirror.example.org/a").text == "http://mirror.example.org/a"
