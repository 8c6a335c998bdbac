"""What a page says of itself: META tags (政府网站发展指引, 国办发〔2017〕47号) and labelled fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice

from lxml import etree

from archive.reports.folding import to_simplified
from crawler.reading.dates import without_dates
from crawler.reading.outline import Line
from crawler.reading.text import key, tidy
from crawler.reading.visits import without_counters
from crawler.reading.vocabulary import vocabulary, words
from crawler.reading.widgets import is_widget

FIELDS = (
    "published_on",
    "source",
    "issuer",
    "index_number",
    "document_number",
    "written_on",
    "validity",
    "category",
    "keywords",
)
_LONGEST_VALUE = 200
_LONGEST_LINE = 1000  # characters of a line that holds fields
_CELLS = frozenset({"td", "th", "dt", "b", "strong", "label"})  # a label there may go without a colon
_COLONS = (":", "：")
_BARE_NUMBER = re.compile(
    r"[（(]?([\u4e00-\u9fff]{1,14}\s?[〔\[（(﹝【]\s?(?:19|20)\d{2}\s?[〕\])）﹞】]\s?第?\s?\d{1,5}\s?[号號])[）)]?"
)
_NUMBER_OF_A_YEAR = re.compile(r"[（(]?[\u4e00-\u9fff]{1,20}\s?[〔\[（(﹝【]\s?(?:19|20)\d{2}\s?[〕\])）﹞】]")
_LONGEST_NUMBER = 24  # characters of one that names its year in another way
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\s:：|｜【】\[\]()（）,，;；。、]+")  # letters that nothing parts
_OPENED = " 　(（"  # before a further field in brackets
_EDGES = " \t　:：|｜丨[]【】,，;；"


def meta_values(root: etree._Element) -> dict[str, str]:
    """The META tags' content by lower-case name; the first that is not empty counts."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or "").strip().lower()
        content = tidy((tag.get("content") or "")[:1000])
        if name and content:
            found.setdefault(name, content)
    return found


def meta_field(meta: dict[str, str], field: str) -> str:
    """The META value of a field of fields.yml, or ''."""
    return next((meta[name] for name in vocabulary("fields")["meta"][field] if name in meta), "")


@cache
def _label_pattern() -> re.Pattern[str]:
    """Any known label with a colon, in simplified characters; the letters of a label may stand apart."""
    labels = {label for field in (*FIELDS, "others", "page_made") for label in words("fields", field)}
    ordered = sorted(labels, key=len, reverse=True)
    spaced = "|".join("[ 　]{0,6}".join(map(re.escape, label)) for label in ordered)
    return re.compile(f"({spaced})[ 　]{{0,4}}[:：]")


def _marks(folded: str) -> list[tuple[str, int, int]]:
    """The labels with a colon in simplified text: each without spaces, with its start and the end of the colon."""
    return [_whole(folded, mark) for mark in _label_pattern().finditer(folded)]


def _whole(folded: str, mark: re.Match[str]) -> tuple[str, int, int]:
    """A label as ``_marks`` gives it: a general one (日期) with the word that it ends, 截止日期.

    Where only elements part it from the value of the label before, 来源：办公室日期：, it is a label of its own.
    """
    label, start = re.sub(r"\s", "", mark[1]), mark.start()
    word = _WORD.match(folded[:start][::-1]) if label in words("fields", "general_labels") else None
    if word is None or folded[: start - word.end()].rstrip().endswith(_COLONS):
        return label, start, mark.end()
    letters = start
    while letters and _CHINESE.match(folded[letters - 1]):
        letters -= 1
    return folded[letters:start] + label, letters, mark.end()


@cache
def _fields_of() -> dict[str, tuple[tuple[str, int], ...]]:
    """Label → the fields it gives (成文日期 two), and its rank of trust in each."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for field in FIELDS:
        for rank, label in enumerate(words("fields", field)):
            found[label] = (*found.get(label, ()), (field, rank))
    return found


def labelled(lines: Sequence[Line], *, links: bool = True) -> dict[str, list[tuple[int, str]]]:
    """For each field the values that labels give it: (rank of the label, value), best label first.

    A value follows its label on the line, or is the whole next line (another table cell, a dd). Lines that are links
    are passed over where ``links`` is false.
    """
    found: dict[str, list[tuple[int, str]]] = {field: [] for field in FIELDS}
    for number, line in enumerate(lines):
        text, tag = line.text, line.owner.tag
        if not (tag in _CELLS or _has_colon(text)) or (not links and line.is_link):
            continue
        pairs, label_of_next = _pairs(text, tag)
        if label_of_next:
            behind = islice(lines, number + 1, None)
            following = next((other.text for other in behind if links or not other.is_link), "")
            pairs = (*pairs, (label_of_next, _value_below(following, may_be_label=not _has_colon(text))))
        for label, value in pairs:
            for field, rank in _fields_of().get(label, ()) if value else ():
                if _can_be(field, value):
                    found[field].append((rank, value))
    for values in found.values():
        if len(values) > 1:
            values.sort(key=lambda pair: pair[0])
    return found


def is_labelled(line: Line) -> bool:
    """Whether a label gives a field a value on this line."""
    pairs, _ = _pairs(line.text, line.owner.tag)
    return any(value and _can_be(field, value) for label, value in pairs for field, _ in _fields_of().get(label, ()))


def are_fields(cells: Sequence[str]) -> bool:
    """Whether cells in reading order are labels of fields with their values, two labels at least."""
    labels = sum(to_simplified(re.sub(r"[\s\[\]【】:：]", "", cell)) in _fields_of() for cell in cells)
    return labels > 1 and 2 * labels >= len(cells)


def labelled_values(texts: Sequence[str]) -> dict[str, str]:
    """For each field that a label in one of the texts gives, the first value."""
    found: dict[str, str] = {}
    for text in texts:
        for label, value in _pairs(text, "")[0]:
            for field, _ in _fields_of().get(label, ()) if value else ():
                found.setdefault(field, value)
    return found


def _can_be(field: str, value: str) -> bool:
    """Whether a value can be that of the field: a number that was left empty is followed by anything."""
    if field not in ("index_number", "document_number"):
        return True
    if not any(character.isdecimal() for character in value):
        return False
    chinese = len(_CHINESE.findall(value))
    if field == "index_number" or not chinese:
        return chinese * 2 < len(value) and "|" not in value
    is_short = len(value) <= _LONGEST_NUMBER and value.rstrip("）)").endswith(("号", "號"))
    return is_short or _NUMBER_OF_A_YEAR.match(value) is not None


def is_empty_value(value: str) -> bool:
    """Whether a value only says that there is none."""
    return not value or key(value) in _empty_values()


@cache
def _empty_values() -> frozenset[str]:
    return frozenset(map(key, words("fields", "empty_values")))


def _has_colon(text: str) -> bool:
    return any(colon in text for colon in _COLONS)


@lru_cache(maxsize=1024)  # asked several times for the head of each page, and the frame of a site is on all its pages
def _pairs(text: str, tag: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The labels of one line with the values that stand on it, and the label whose value is the next line, or ''."""
    if len(text) > _LONGEST_LINE:
        return (), ""
    folded = to_simplified(text) if _has_colon(text) else ""  # of the same length
    marks = _marks(folded)
    if not marks:
        bare = to_simplified(re.sub(r"[\s\[\]【】]", "", text)) if tag in _CELLS else ""
        return (), bare if bare in _fields_of() else ""
    spans = _value_spans(marks, len(text))
    label, start, _ = spans[-1]
    label_of_next = "" if text[start:].strip(_EDGES) else label
    return tuple((label, _clean(text[start:end])) for label, start, end in spans), label_of_next


def _value_spans(marks: Sequence[tuple[str, int, int]], length: int) -> list[tuple[str, int, int]]:
    """Each label with start and end of its value: up to the label behind it."""
    ends = (*(start for _, start, _ in marks[1:]), length)
    return [(label, start, end) for (label, _, start), end in zip(marks, ends, strict=False)]


def without_other_days(text: str) -> str:
    """A text without the dates directly behind labels of days that are no field: 截止日期, 会议时间, 页面生成时间."""
    marks = _marks(to_simplified(text)) if len(text) <= _LONGEST_LINE and _has_colon(text) else []
    for label, start, end in reversed(_value_spans(marks, len(text))):
        is_other = label.endswith(words("fields", "general_labels")) and label not in _fields_of()
        if is_other and text[start:end].lstrip(_EDGES)[:1].isdigit():
            text = text[:start] + without_dates(text[start:end]) + text[end:]
    return text


@lru_cache(maxsize=256)
def _value_below(text: str, *, may_be_label: bool) -> str:
    """The value that a line is to the label on the line before it."""
    marks = [] if may_be_label else _marks(to_simplified(text[:_LONGEST_VALUE]))
    return "" if marks and marks[0][1] == 0 else _clean(text)


def _clean(value: str) -> str:
    cleaned = tidy(value).strip(_EDGES)
    if len(cleaned) > _LONGEST_VALUE:
        return ""
    cleaned = without_counters(cleaned).rstrip(_OPENED)
    return "" if is_empty_value(cleaned) or is_widget(cleaned) else cleaned


def bare_number(head: Sequence[Line], opening: Sequence[str]) -> str:
    """A document number alone on a line just above the body, or at the body's beginning; else ''."""
    for text in (*(line.text for line in head), *opening[:4]):
        if match := _BARE_NUMBER.fullmatch(text.strip()):
            return match[1]
    return ""
