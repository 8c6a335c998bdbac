"""The fields a form sends as it stands (HTML standard, 4.10.22.4), without running anything."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.reading.page import Page

_MOST_CONTROLS = 500
_SENT_WHEN_PRESSED = frozenset({"submit", "button", "image", "reset", "file"})


def form_with(page: Page, field: str) -> tuple[etree._Element, str] | None:
    """The form that holds a field with this name or id, and the field's name; None where none does."""
    for element in page.root.iter("input", "select", "textarea"):
        if field not in (element.get("name"), element.get("id")):
            continue
        form = next(element.iterancestors("form"), None)
        if form is not None:
            return form, element.get("name") or field
    return None


def form_fields(form: etree._Element) -> list[tuple[str, str]]:
    """The names and values of a form's fields, in their order."""
    return list(islice(_fields(form), _MOST_CONTROLS))


def _fields(form: etree._Element) -> Iterator[tuple[str, str]]:
    for element in form.iter("input", "select", "textarea"):
        name = element.get("name")
        if not name or element.get("disabled") is not None:
            continue
        if element.tag == "select":
            value = _selected(element)
            if value is not None:
                yield name, value
        elif element.tag == "textarea":
            yield name, element.text or ""
        elif _is_sent(element):
            yield name, element.get("value") or ("on" if _kind(element) in ("checkbox", "radio") else "")


def _kind(element: etree._Element) -> str:
    return (element.get("type") or "text").lower()


def _is_sent(element: etree._Element) -> bool:
    kind = _kind(element)
    if kind in ("checkbox", "radio"):
        return element.get("checked") is not None
    return kind not in _SENT_WHEN_PRESSED


def _selected(select: etree._Element) -> str | None:
    """The value of the option that is chosen, else of the first; None without options."""
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None] or options[:1]
    return (chosen[-1].get("value") or chosen[-1].text or "") if chosen else None
