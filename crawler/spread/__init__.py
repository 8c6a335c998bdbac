"""Crawls spread over machines by Dask: `gongkai run --dask ADDRESS` (docs/many-portals.md, "More than one machine").

``address`` finds the scheduler, ``coordinator`` hands out portals and takes shards, ``worker`` is what Dask runs there,
``child`` the crawl's own process. Only these import Dask, an optional extra.
"""
