"""The rules as data: compiled, named in two languages, and a digest that changes with them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cpu_time import cpu_time

from archive.publish import masking_rules
from archive.publish.masking import mask_text, rules_digest
from archive.publish.masking_checks import luhn, old_identity_card


def test_every_rule_has_a_title_in_both_languages() -> None:
    data = masking_rules.data()
    titles = [entry["title"] for part in ("rules", "labelled") for entry in data[part].values()]
    assert [title for title in titles if set(title) != {"zh", "en"}] == []


def test_every_label_holds_one_of_the_characters_by_which_its_rule_is_looked_for() -> None:
    entries = masking_rules.data()["labelled"].values()
    labels = [(entry, label) for entry in entries for label in (*entry["own"], *entry["shared"])]
    assert [label for entry, label in labels if not set(entry["stems"]) & set(label)] == []


def digest_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(masking_rules, "files", lambda _: folder)
    return rules_digest.__wrapped__()


@pytest.mark.parametrize("changed", ["masking.yml", "masking.py", "masking_lists.py", "masking_checks.py"])
def test_the_digest_changes_with_the_rules_and_with_the_code(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in Path(masking_rules.__file__).parent.glob("*.*"):
        shutil.copy(path, tmp_path)
    before = digest_of(tmp_path, monkeypatch)
    (tmp_path / "build.py").write_text("# another module")
    assert digest_of(tmp_path, monkeypatch) == before
    with (tmp_path / changed).open("a") as file:
        file.write("\n")
    assert digest_of(tmp_path, monkeypatch) != before


@pytest.mark.parametrize(("number", "right"), [("4111111111111111", True), ("4111111111111112", False)])
def test_the_check_digit_of_a_card(number: str, right: bool) -> None:
    assert luhn(number) is right


@pytest.mark.parametrize(
    ("number", "right"), [("210702500101124", True), ("210702500230124", False), ("210702500101123", True)]
)
def test_an_old_identity_number_has_a_day_in_it(number: str, right: bool) -> None:
    assert old_identity_card(number) is right


# A text of half a million characters takes a fifth of a second at most; a rule that tries places twice takes minutes.
HOSTILE = {
    "digits": "1",
    "digits apart": "1 ",
    "digits that nothing seen parts": "1\u200b",
    "digits on lines": "123456789\n",
    "mobile numbers": "13800138000,",
    "stars": "1*",
    "labels": "联系电话",
    "labels of addresses": "家庭住址：市市市市市市市市",
    "addresses": "家庭住址：锦州市凌河区",
    "homes told": "，住镇，住镇1号",
    "heads": "姓名\t住址\t电话\n",
    "heads and rows": "姓名\t住址\t电话\n张三\t柳树屯\t0416-5550137\n",
    "heads apart": "姓名 住址 电话\n",
    "half a head": "序号 姓名 ",
    "broken accounts": "账号：1 1 1 1 1",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(kind: str) -> None:
    mask_text(HOSTILE[kind])
    with cpu_time() as took:
        mask_text(HOSTILE[kind] * (200_000 // len(HOSTILE[kind])))
    assert took.seconds < 1.5


def test_one_row_of_very_many_cells_is_read_once() -> None:
    with cpu_time() as took:
        mask_text("姓名\t住址\t电话\n" + "a\t" * 100_000)
    assert took.seconds < 1.5
