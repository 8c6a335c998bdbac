"""WACZ 1.1.1: one crawl in one file that Wayback software opens, with digests and a signature (docs/wacz.md).

https://specs.webrecorder.net/wacz/1.1.1/ and, for the signature, https://specs.webrecorder.net/wacz-auth/0.1.0/.
A WACZ is custody like the WARC files in it: nothing is masked.
"""

#: What stands where in the file.
DATAPACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
INDEX, INDEX_OF_BLOCKS, PAGES = "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
WARCS = "archive/"
#: Ours: the crawl's manifest, with whatever attests it beside it.
OWN = "gongkai/"
MANIFEST = f"{OWN}manifest.json"
VERSION = "1.1.1"
