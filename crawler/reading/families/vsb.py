"""VSB (博达, Visual SiteBuilder): v_news_content, _vsl/ pictures, .vsb.css."""

from __future__ import annotations

from crawler.reading.families.base import Family

VSB = Family("vsb")
