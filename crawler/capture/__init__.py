"""Capture: every exchange of a crawl, byte for byte as it went over the wire, in WARC 1.1 files with an index."""
