"""How a site answers in a night that is not like others: not at all, with challenges, or with a part of its lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from crawler.demo.cases import ALWAYS, READABLE, broken_off
from crawler.demo.model import UNAVAILABLE, Fault, Page, Site
from crawler.demo.services import BrokenOff
from crawler.demo.skin import Skin
from crawler.demo.truth import SiteTruth
from crawler.demo.truth.watch import Night

#: Answers that a night of refused connections begins with: too few for all lists.
_ANSWERS = 6
#: A page that sets a cookie by script and asks for itself again, as the protection before many sites does.
_CHALLENGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><script>
var arg1='3000176000856006061501533003690027800375';
function reload(value) { document.cookie = "acw_sc__v2=" + value + ";path=/"; document.location.reload(); }
window.setTimeout(function () { reload(arg1.split('').reverse().join('')); }, 2);
</script></head><body></body></html>
"""


def answering(site: Site, night: Night, skin: Skin, plan: SiteTruth) -> Site:
    """``site`` as it answers in the weather of ``night``, by its own clock; emptied lists are made where lists are."""
    own = replace(site.own, clock=timedelta(hours=night.skew))
    match night.weather:
        case "unavailable":
            own = replace(own, instead=Page(UNAVAILABLE.encode(), "text/plain; charset=utf-8", 503))
        case "challenge":
            own = replace(own, instead=Page(_CHALLENGE.encode(), "text/html; charset=utf-8"))
        case "refused":
            own = replace(own, refuses_after=_ANSWERS)
        case "truncated":
            return _truncated(replace(site, own=own), night, skin, plan)
    return replace(site, own=own)


def _truncated(site: Site, night: Night, skin: Skin, plan: SiteTruth) -> Site:
    columns = [column for column in plan.columns if column.key in night.columns]
    paths = [path for one in columns for path in broken_off(skin, one, len(site.own.listings[one.key]))]
    numbers = frozenset(str(column.number) for column in columns)
    services = tuple(BrokenOff(service, numbers, READABLE * skin.page_size) for service in site.own.services)
    faults = (*site.faults, *(Fault(path, 503, ALWAYS) for path in paths))
    return replace(site, own=replace(site.own, services=services), faults=faults)
