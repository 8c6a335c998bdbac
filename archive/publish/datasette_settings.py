"""The settings of Datasette, where we serve it and in the folder that others serve."""

from __future__ import annotations

from typing import Any

#: Time and row limits keep one visitor's SQL from taking the server away from the others.
SETTINGS: dict[str, Any] = {
    "suggest_facets": False,  # on 100,000 documents the suggestions cost fifty times the page
    "sql_time_limit_ms": 2000,
    "max_returned_rows": 5000,
    "default_page_size": 50,
    "truncate_cells_html": 240,
    "allow_download": True,  # the file is public, and masked
    "allow_csv_stream": True,
    "max_csv_mb": 100,
    "default_cache_ttl": 60,
    "num_sql_threads": 4,
}
