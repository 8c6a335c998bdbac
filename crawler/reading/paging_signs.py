"""Signs that a list goes on where no address leads: pagers that only a script or a form turns, 加载更多.

A list whose next page cannot be followed must not be taken for one that has ended. Nothing here
gives an address; it only says whether the page shows that there is more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from lxml import etree

from crawler.reading.dom import is_hidden, names
from crawler.reading.drawn_pagers import has_unread_call
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging
from crawler.reading.paging import chosen_option, current_page, numbered_selects, stated_current
from crawler.reading.text import key, tidy, without_marks
from crawler.reading.vocabulary import word_set, words

_LONGEST_NAME = 20
_MOST_CONTROLS = 20_000
_MOST_TEXTS = 8  # of a control
_PRESSED = etree.XPath("//a | //button | //input[@type='button' or @type='submit'] | //@onclick/..")
_DEAD_SCRIPT = re.compile(r"(?:javascript:)?(?:void\(?0?\)?|;|returnfalse|\s)*", re.IGNORECASE)
_TURN = re.compile(r"\((?:[\"']?)(\d{1,6})(?:[\"']?)\)")
_GREY = re.compile(r"not-allowed|pointer-events:none|color:(?:#999|#ccc|#aaa|gray|grey|#666)", re.IGNORECASE)
_PAGER_LEVELS = 2


class Control(NamedTuple):
    """A link, a button or an element with a click handler."""

    element: etree._Element
    name: str  # as key, without brackets
    url: str  # '' when no address leads on
    script: str  # what a click runs, without white space; '' when the element itself does not say


def shows_more(page: Page, paging: Paging, shown: int, after: int) -> bool:
    """Whether the page shows signs of entries beyond its own that no address leads to.

    ``shown`` is the number of entries read, with those of the pages before it where they are known and it shows any;
    ``after`` the event of the outline behind the last.
    False where a next page is known, and on a last page.
    """
    if paging.next_page or paging.ended or paging.total_pages == 0 or paging.total_items == 0:
        return False
    controls = _shown_controls(page)
    if _loads_more(page, controls, after):
        return True
    current = current_page(page) or stated_current(page)
    if _is_last(paging, current, shown):
        return False
    earlier = any(control.url and control.url != page.url for control in controls if _is_earlier(control, current))
    pagers = _pagers(controls)
    following = [control for control in controls if _is_next(control, pagers)]
    if following and all(_is_disabled(control.element) for control in following):
        return False
    return (
        any(_turns(control, current, earlier or not shown, page.url) for control in following)
        or _has_numbers_beyond(controls, current, page.url)
        or _has_arrows(page, controls, after)
        or (shown > 0 and not earlier and paging.total_pages is None and has_unread_call(page))
        or _selects_more(page)
        or ((paging.total_pages or 1) > (current or 1) and not (current is None and earlier and not following))
        or (not earlier and 0 < shown < (paging.total_items or 0))
    )


def next_scripts(page: Page, current: int | None) -> Iterator[str]:
    """What the controls run that turn to the page behind ``current``, without white space: 下一页, then its number."""
    shown = _shown_controls(page)
    pagers = _pagers(shown)
    by_word = [control for control in shown if _is_next(control, pagers)]
    by_number = [control for control in shown if current and control.name == str(current + 1)]
    for control in (*by_word, *by_number):
        if control.script and not control.url and not _is_disabled(control.element):
            yield control.script


def page_selects(page: Page) -> Iterator[etree._Element]:
    """The <select>s whose options are page numbers with some behind the chosen one."""
    for select, options in numbered_selects(page):
        if _is_pager(select) and chosen_option(options) + 1 < len(options):
            yield select


@lru_cache(maxsize=1)  # what turns a page and what shows more of it are asked one after the other
def _shown_controls(page: Page) -> tuple[Control, ...]:
    return tuple(control for control in _controls(page) if _place(page, control.element) is not None)


def _controls(page: Page) -> Iterator[Control]:
    """What a reader can press and is named in few characters."""
    pressed = _PRESSED(page.root)
    for element in pressed[:_MOST_CONTROLS] if isinstance(pressed, list) else ():
        if isinstance(element, etree._Element) and (name := _name(element)):
            href = element.get("href") or ""
            yield Control(element, name, page.target(element), _script(element.get("onclick") or "", href))


def _script(onclick: str, href: str) -> str:
    """What a click runs, without white space; '' when that does nothing."""
    script = onclick or (href if href[:11].strip().lower().startswith("javascript:") else "")
    script = "".join(script[:200].split())
    return "" if _DEAD_SCRIPT.fullmatch(script) else script


def _place(page: Page, element: etree._Element) -> int | None:
    """Where a control stands among the outline's events; None when it is not shown. Buttons are read as no text."""
    if element.tag not in ("button", "input"):
        return page.outline.place(element)
    parent = element.getparent()
    return page.outline.end(parent) if parent is not None and not is_hidden(element) else None


def _name(element: etree._Element) -> str:
    """The key of what a control is called; '' when that is long."""
    texts = islice(element.itertext(), _MOST_TEXTS) if len(element) else (element.text or "",)
    shown = "".join(str(piece)[: 2 * _LONGEST_NAME] for piece in texts)
    shown = tidy(shown) or tidy(element.get("value") or element.get("title") or element.get("aria-label") or "")
    if not shown and (picture := next(element.iter("img"), None)) is not None:
        shown = tidy(picture.get("alt") or "")
    name = _bare(shown)
    return name if len(name) <= _LONGEST_NAME else ""


def _bare(name: str) -> str:
    """The key of a name without the marks around it; a mere arrow is its own name."""
    return without_marks(name, ".") or key(name)


@cache
def _keys(group: str) -> frozenset[str]:
    return frozenset(map(_bare, words("paging", group)))


def _is_last(paging: Paging, current: int | None, shown: int) -> bool:
    """Whether the page states that nothing follows it."""
    if paging.total_pages is not None and (current or 1) >= paging.total_pages:
        return True
    return paging.total_pages is None and 0 < (paging.total_items or 0) <= shown


def _loads_more(page: Page, controls: Sequence[Control], after: int) -> bool:
    """Whether a control behind the entries adds further ones: 加载更多, not the 更多 of a box."""
    for control in controls:
        if control.url or _is_disabled(control.element):
            continue
        if control.name in _keys("load_more"):
            return True
        behind = 0 < after <= (_place(page, control.element) or 0)
        if control.name in _keys("load_more_behind") and behind and (control.script or control.element.tag == "button"):
            return True
    return False


def _is_earlier(control: Control, current: int | None) -> bool:
    if control.name.isdigit() and len(control.name) <= 6:
        return current is not None and int(control.name) < current
    return control.name in _keys("previous")


def _is_next(control: Control, pagers: set[etree._Element]) -> bool:
    """Whether a control is named 下一页; a mere > must stand in a pager, for galleries have them too."""
    if control.name not in _keys("next"):
        return False
    return "页" in control.name or not pagers.isdisjoint(_around(control))


def _pagers(controls: Sequence[Control]) -> set[etree._Element]:
    """The elements around page numbers and words of paging."""
    turning = (control for control in controls if control.name.isdigit() or control.name in _keys("last"))
    return {element for control in turning for element in _around(control)}


def _around(control: Control) -> list[etree._Element]:
    """The elements around a control that could be its pager."""
    around = islice(control.element.iterancestors(), _PAGER_LEVELS)
    return [element for element in around if element.tag not in ("body", "html")]


def _is_disabled(element: etree._Element) -> bool:
    """Whether a control, or what it stands in directly, is marked as not working."""
    parent = element.getparent()
    is_alone = element.getnext() is None and element.getprevious() is None
    for node in (element, parent) if parent is not None and is_alone else (element,):
        if node.get("disabled") is not None or node.get("aria-disabled") == "true":
            return True
        if not names(node).isdisjoint(word_set("paging", "disabled_names")):
            return True
        if _GREY.search("".join((node.get("style") or "")[:200].split())):
            return True
    return False


def _turns(control: Control, current: int | None, is_dead_end: bool, here: str) -> bool:
    """Whether 下一页 leads on by a script; one that does nothing is the last page's where others have addresses."""
    if control.url or _is_disabled(control.element):
        return bool(control.url) and control.url != here
    if control.script:
        turned = _TURN.search(control.script)
        return not (turned and current and int(turned[1]) <= current)
    return control.element.tag in ("button", "input") or not is_dead_end


def _has_numbers_beyond(controls: Sequence[Control], current: int | None, here: str) -> bool:
    """Whether page numbers beyond the current one are shown that no address leads to."""
    numbered = {int(control.name): control for control in controls if control.name.isdigit() and len(control.name) <= 6}
    if current is not None:
        control = numbered.get(current + 1)
        return control is not None and control.url in ("", here)
    return 2 in numbered and (1 not in numbered or not numbered[2].url)


def _has_arrows(page: Page, controls: Sequence[Control], after: int) -> bool:
    """Whether arrows alone, « », stand behind the entries, and the one that points on leads to another page.

    The » of a headline or a gallery stands in front of them, or by itself: no way back is beside it.
    """
    pointing = (one for one in controls if one.name in _keys("next_arrows") and one.url not in ("", page.url))
    return any(
        0 < after <= (_place(page, control.element) or 0)
        and not _is_disabled(control.element)
        and any(map(_is_arrows, map(page.outline.text, _around(control))))
        for control in pointing
    )


def _is_arrows(text: str) -> bool:
    """Whether a text is arrows in both directions, and no more than the number of a page between them."""
    said = key(text[: 2 * _LONGEST_NAME])
    bare = without_marks(said)
    return said.startswith(tuple(_keys("previous_arrows"))) and (not bare or bare.isdigit())


def _selects_more(page: Page) -> bool:
    """Whether a <select> of page numbers has some behind the chosen one."""
    return next(page_selects(page), None) is not None


def _is_pager(select: etree._Element) -> bool:
    """Whether a <select> of numbers says page: in its options, its name, what it runs, or the text beside it."""
    parent = select.getparent()
    own = "".join(select.get(name) or "" for name in ("name", "id", "class", "onchange"))[:400].lower()
    beside = (
        "".join((parent.text or "", *(child.tail or "" for child in islice(parent, 50)))) if parent is not None else ""
    )
    first = next(select.iter("option"), None)
    said = beside[-400:] + ((first.text or "") if first is not None else "")
    return "page" in own or "页" in said or "頁" in said
