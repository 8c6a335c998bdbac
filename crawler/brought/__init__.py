"""WARC and WACZ files that somebody brought become a crawl of source import (docs/imports-of-archives.md)."""
