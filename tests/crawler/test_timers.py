"""Timers that were cancelled are let go of while a crawl runs, however far off their time is."""

from __future__ import annotations

import subprocess
import sys

from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list

# A process of its own: a reactor runs once. What is cancelled is a minute off, as the time limit of a request is.
CRAWL = """
import sys
from types import SimpleNamespace
from weakref import WeakSet

from scrapy import signals
from scrapy.signalmanager import SignalManager
from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor

from crawler.timers import TimerSweep

crawler = SimpleNamespace(signals=SignalManager())
sweep = TimerSweep.from_crawler(crawler) if sys.argv[1] == "swept" else None
crawler.signals.send_catch_log(signals.spider_opened)
cancelled = WeakSet()
for _ in range(2_000):
    call = reactor.callLater(60, print)
    call.cancel()
    cancelled.add(call)
del call


def end():
    sys.stdout.write(f"{len(cancelled)} left")
    crawler.signals.send_catch_log(signals.spider_closed)
    reactor.stop()


reactor._asyncioEventloop.call_later(1.5, end)  # none of Twisted's timers
reactor.run()
"""


def left(how: str) -> str:
    done = subprocess.run([sys.executable, "-c", CRAWL, how], capture_output=True, text=True, timeout=60, check=True)
    assert not done.stderr
    return done.stdout


def test_cancelled_timers_go_while_the_crawl_runs():
    assert left("swept") == "0 left"


def test_without_it_they_stay():
    """Once Twisted lets go of them by itself the extension is not needed any more."""
    assert left("as it is") == "2000 left"


def test_every_crawl_has_it():
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    assert "crawler.timers.TimerSweep" in build_component_list(settings.getwithbase("EXTENSIONS"))
