"""What a column is called: by the links that lead to it, and by its own page."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from crawler.discovery.lead import Lead
from crawler.discovery.look import Look
from crawler.discovery.survey import Survey
from crawler.reading.columns import is_never
from crawler.reading.metadata import meta_values
from crawler.reading.sections import LONGEST_NAME
from crawler.reading.vocabulary import vocabulary

_LONGEST_PATH = 200
_TITLE_ORDER = {"menu": 0, "breadcrumb": 3, "more": 2, "body": 4, "frame": 5, "directory": 4, "probe": 4, "guess": 6}


def names_of(survey: Survey, lead: Lead) -> list[str]:
    """What links call an address, menus first."""
    said = sorted(lead.names, key=lambda named: _TITLE_ORDER.get(named[1], 9))
    clean = (name.strip(" []【】<>《》·|:") for name, place, _ in said if place != "guess")
    return list(dict.fromkeys(name for name in clean if name and len(name) <= LONGEST_NAME and not is_never(name)))


def title_of(survey: Survey, lead: Lead) -> str:
    """A column's title: what a menu calls it, what its own page says of itself, what other links call it."""
    in_menu = [name for name, place, _ in lead.names if place == "menu"]
    names = names_of(survey, lead)
    best = next((name for name in names if name in in_menu), "")
    look = survey.looks.get(lead.url)
    own = _own_name(look) if look is not None else ""
    frame_of = next((page for _, place, page in lead.names if place == "frame" and page != survey.home), None)
    framed = title_of(survey, survey.leads[frame_of]) if frame_of is not None and frame_of != lead.url else ""
    return best or own or next(iter(names), "") or framed or unquote(urlsplit(lead.url).path)[:_LONGEST_PATH]


def _own_name(look: Look) -> str:
    """What a page calls itself: the end of its breadcrumb, META ColumnName, the beginning of <title>."""
    if len(look.crumbs) >= 2 and len(look.crumbs[-1]) <= LONGEST_NAME:
        return look.crumbs[-1]
    if look.page is None:
        return ""
    meta = meta_values(look.page.root)
    said = next((meta[name] for name in vocabulary("columns")["meta"]["column"] if name in meta), "")
    first = re.split(r"\s*[-_|｜—–·>]+\s*", look.page.title)[0]
    return next((name for name in (said, first) if name and len(name) <= LONGEST_NAME), "")
