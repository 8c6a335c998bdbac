"""What an authority's own guide (政府信息公开指南) and catalogue (公开目录) say is disclosed: read, matched, judged."""

from __future__ import annotations
