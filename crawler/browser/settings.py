"""How the browser is started: as the machine has it, without a network of its own, and saying who we are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: The Scrapy setting that holds how many seconds a page may take.
TIME_LIMIT = "BROWSER_TIME_LIMIT"
#: The downloader's slot of pages that are rendered: they ask nobody, and wait for nobody's delay.
SLOT = "browser"
#: Seconds that the scripts of a page may run, beside the waiting for what they ask.
RUNNING = 60.0
_LONGEST = 1200.0
#: Requests that the scripts of one page may make.
MAX_REQUESTS = 40
#: Every name and address leads nowhere, for pages and for the browser's own services; WebRTC too.
_NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--no-pings",
    "--no-first-run",
    "--disable-gpu",
)


def browser_settings(chromium: Path, address: str, delay: float) -> dict[str, Any]:
    """Scrapy settings of a crawl at ``address`` that renders pages; ``delay`` in seconds is that between requests."""
    limit = min(RUNNING + MAX_REQUESTS * delay, _LONGEST)
    return {
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.capture.wire.WireDownloadHandler",
            "https": "crawler.capture.wire.WireDownloadHandler",
            urlsplit(address).scheme: "crawler.browser.handler.BrowserDownloadHandler",
        },
        "DOWNLOAD_SLOTS": {SLOT: {"concurrency": 1, "delay": 0.0, "jitter": 0.0}},
        TIME_LIMIT: limit,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": limit * 1000,
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": str(chromium),
            "args": list(_NO_NETWORK),
            # Chromium has no sandbox for root; whoever crawls as another user has one.
            "chromium_sandbox": os.geteuid() != 0,
            # A crawl that is told to stop closes its browser itself.
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        },
    }
