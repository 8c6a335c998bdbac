"""The next page where only a script turns it: javascript:getList(2), __doPostBack, a <select> of pages.

What such a call does is read from the page's own functions and forms. Trusted last: rendered links, paging calls and
a system's own data go first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from archive.records import PageRequest
from crawler.reading.forms import form_fields, form_with
from crawler.reading.page import Page
from crawler.reading.page_functions import Turn, goes_to_argument, read_turn
from crawler.reading.page_requests import asked_page, following, post, with_query
from crawler.reading.paging import current_page, stated_current
from crawler.reading.paging_signs import next_scripts, page_selects

_CALL = re.compile(
    r"(?:javascript:)?(?:return)?(?P<name>[A-Za-z_$][\w$.]{0,60})\(\s?(?P<arguments>[^()]{0,200})\)", re.IGNORECASE
)
_NUMBER = re.compile(r"[\"']?(\d{1,6})[\"']?(?:,|$)")
_ADDRESS = re.compile(r"[\"']([^\"']{0,150}[./?][^\"']{1,150})[\"']")
_POST_BACK = re.compile(
    r"(?:javascript:)?(?:return)?__doPostBack\([\"']([^\"']{1,200})[\"'],[\"']([^\"']{0,200})[\"']\)"
)
_OF_SELECT = re.compile(r"([A-Za-z_$][\w$]{0,60})\([^()]{0,60}this\b")
_MOST_SCRIPTS = 20


def read_script_turn(page: Page, asked: PageRequest) -> PageRequest | None:
    """What asks for the page behind this one, where calls of the page's own functions turn it; else None."""
    current = current_page(page) or stated_current(page) or asked_page(asked)
    for script in islice(next_scripts(page, current), _MOST_SCRIPTS):
        if back := _POST_BACK.match(script):
            return _post_back(page, back[1], back[2])
        call = _CALL.match(script)
        if call and (url := _address_given(page, call)):
            return PageRequest(url) if url != page.url else None
        number = _NUMBER.search(call["arguments"]) if call else None
        if call and number and (current is None or int(number[1]) == current + 1) and int(number[1]) > 1:
            return _turned(page, asked, call["name"], int(number[1]))
    for function in _select_functions(page) if current else ():
        if found := _turned(page, asked, function, (current or 1) + 1):
            return found
    return None


def _address_given(page: Page, call: re.Match[str]) -> str:
    """The address in the arguments of a call whose function goes there; '' where there is none."""
    given = _ADDRESS.match(call["arguments"])
    function = call["name"].rsplit(".", 1)[-1]
    return page.absolute(given[1]) if given and goes_to_argument(page.text, function) else ""


def _turned(page: Page, asked: PageRequest, function: str, number: int) -> PageRequest | None:
    turn = read_turn(page.text, function.rsplit(".", 1)[-1], number)
    if turn is None:  # the function stands elsewhere: what was asked for may count its pages itself
        return following(asked) if asked_page(asked) == number - 1 else None
    if turn.address:
        url = page.absolute(turn.address)
        return PageRequest(url) if url and url != page.url else None
    return _sent(page, turn, number)


def _sent(page: Page, turn: Turn, number: int) -> PageRequest | None:
    """The form with the turned field set to the number, as its method says."""
    found = form_with(page, turn.field)
    if found is None:
        return None
    form, name = found
    fields = [(one, str(number) if one == name else value) for one, value in form_fields(form)]
    target = page.absolute(turn.target) if turn.target else _action(page, form)
    if turn.target or (form.get("method") or "get").lower() == "post":
        return post(target, fields)
    return PageRequest(with_query(target.partition("?")[0], dict(fields))) if target else None


def _action(page: Page, form: etree._Element) -> str:
    action = (form.get("action") or "").strip()
    return page.absolute(action) if action else page.url.partition("#")[0]


def _post_back(page: Page, target: str, argument: str) -> PageRequest | None:
    """The post of an ASP.NET page's one form that its own function makes: every field, and what was pressed."""
    form = next((form for form in page.root.iter("form") if form.xpath(".//input[@name='__VIEWSTATE']")), None)
    if form is None:
        return None
    pressed = {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    fields = [(name, value) for name, value in form_fields(form) if name not in pressed]
    return post(_action(page, form), [*pressed.items(), *fields])


def _select_functions(page: Page) -> Iterator[str]:
    """The functions that a <select> of page numbers calls with the chosen one."""
    for select in page_selects(page):
        if call := _OF_SELECT.search(select.get("onchange") or ""):
            yield call[1]
