"""Scrapy settings of every crawl. What differs by portal is set by ``crawler.crawl``."""

from __future__ import annotations

BOT_NAME = "gongkai"
SPIDER_MODULES = ["crawler.spiders"]

# Polite by default; delay 0 is for loopback only (crawler.crawl checks).
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# One portal is one host: whatever waits, waits in the scheduler, where closing the crawl can still stop it.
CONCURRENT_REQUESTS = 1
# One answer is read at a time anyway; more only costs turns of the event loop, a third of a crawl's time.
CONCURRENT_ITEMS = 1
# Looks at the callback's source for every page, for a mistake that a test would show.
WARN_ON_GENERATOR_RETURN_VALUE = False
ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
TELNETCONSOLE_ENABLED = False
# A crawl takes no orders from a socket.
REMOTE_CONTROL_ENABLED = False
# A line a minute for a log that is not kept: what a crawl does its progress says.
LOGSTATS_INTERVAL = 0

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    # Codings that a WARC reader can undo without further libraries.
    "Accept-Encoding": "gzip, deflate",
}
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0

# Redirects are steps of the walk, so that a rebuild takes the same way.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
# 429 is a refusal, not an invitation to try again.
RETRY_HTTP_CODES = [500, 502, 503, 504, 408]
RETRY_TIMES = 3
# What failed is tried again before anything else is asked: otherwise a host that is gone is noticed only once
# everything that waits has failed as often.
RETRY_PRIORITY_ADJUST = 1
# Long addresses are refused by crawler.urls, where it is said, and not dropped here, where it is not.
URLLENGTH_LIMIT = 0
# What was asked for already the session knows (crawler.state): nothing is looked up twice.
SCHEDULER = "crawler.waiting.Waiting"
DOWNLOADER = "crawler.downloading.DirectDownloader"
LOG_FORMATTER = "crawler.downloading.QuietFormatter"

# The connections keep the bytes they carry (crawler.capture.wire).
DOWNLOAD_HANDLERS = {
    "http": "crawler.capture.wire.WireDownloadHandler",
    "https": "crawler.capture.wire.WireDownloadHandler",
    # Nothing of this machine, and no other protocol, whatever a page or a portal file names.
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
#: Before Scrapy's own, whose robots.txt that cannot be read allows everything.
ROBOTS_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.RobotsMiddleware": 100,
}
DOWNLOADER_MIDDLEWARES = {
    **ROBOTS_MIDDLEWARES,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.politeness.PoliteRetryMiddleware": 550,
    "crawler.capture.middleware.CaptureMiddleware": 950,
    "crawler.politeness.OutgoingMiddleware": 850,
    # Writes every request out to know its length; what the others do the one above does.
    **{
        f"scrapy.downloadermiddlewares.{name}": None
        for name in (
            "stats.DownloaderStats",
            "defaultheaders.DefaultHeadersMiddleware",
            "useragent.UserAgentMiddleware",
            "downloadtimeout.DownloadTimeoutMiddleware",
        )
    },
    # Hosts are kept to by crawler.urls, codings undone by what captures; nobody here has a password.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}
#: Every answer goes to the spider, whatever its status; how deep a page stands, nobody asks.
SPIDER_MIDDLEWARES = dict.fromkeys(
    f"scrapy.spidermiddlewares.{name}"
    for name in (
        "httperror.HttpErrorMiddleware",
        "urllength.UrlLengthMiddleware",
        "depth.DepthMiddleware",
        "metacopy.MetaCopyDetectionMiddleware",
    )
)
#: Scrapy's own, but for three that are off or without a use here: Scrapy imports even those that are set to None, and
#: aiohttp's server with them, which takes a fifth of the time that a small crawl takes.
EXTENSIONS_BASE = dict.fromkeys(
    (
        "scrapy.extensions.corestats.CoreStats",
        "scrapy.extensions.logcount.LogCount",
        "scrapy.extensions.memusage.MemoryUsage",
        "scrapy.extensions.memdebug.MemoryDebugger",
        "scrapy.extensions.closespider.CloseSpider",
        "scrapy.extensions.logstats.LogStats",
        "scrapy.extensions.spiderstate.SpiderState",
        "scrapy.extensions.throttle.AutoThrottle",
    ),
    0,
)
EXTENSIONS = {"crawler.politeness.CrawlDelay": 500, "crawler.timers.TimerSweep": 500}
LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"
