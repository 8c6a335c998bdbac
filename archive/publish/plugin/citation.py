"""The lines that somebody can paste into an article: of a report's page, and of each of its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.labels import Label
from archive.publish.plugin.report_rows import ReportRows
from archive.publish.plugin.rows import instant
from archive.publish.plugin.shelf import DataCited
from archive.remark_store import RemarkShown
from archive.remarks import REPLY


@dataclass(frozen=True, slots=True)
class Said:
    """What a finding says: the words it is about, the numbers on both sides, its verdict, what was said of it."""

    words: Label
    numbers: Label
    verdict: Label
    remarks: Sequence[RemarkShown] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """What every line about a report begins and ends with, and the address under which its page stays."""

    head: Label
    tail: Label
    address: str
    day: str

    def permalink(self, anchor: str) -> str:
        """The address of a finding, or of the page itself where ``anchor`` is empty."""
        return f"{self.address}#{anchor}" if anchor else self.address

    def line(self, anchor: str, said: Said) -> Label:
        """The line of a finding in both languages: replies are told with their days."""
        days = [remark.on for remark in said.remarks if remark.kind == REPLY]
        replied = Label(f"；机关已答复（{'、'.join(days)}）", f"; the authority replied ({', '.join(days)})")
        beside = replied if days else Label("", "")
        zh = f"{said.words.zh}：{said.numbers.zh}{said.verdict.zh}{beside.zh}。"
        en = f"{said.words.en}: {said.numbers.en}{said.verdict.en}{beside.en}."
        return self._whole(anchor, Label(zh, f" {en}"))

    def page(self) -> Label:
        """The line of the page as a whole."""
        return self._whole("", Label("", ""))

    def _whole(self, anchor: str, said: Label) -> Label:
        where = self.permalink(anchor)
        zh = f"{self.head.zh}{said.zh}{self.tail.zh}{where}，{self.day} 查阅。"
        return Label(zh, f"{self.head.en}{said.en} {self.tail.en}{where}, accessed {self.day}.")


def citation(found: ReportRows, software: str, data: DataCited, address: str, day: str) -> Citation:
    """How a report and its findings are cited: authority, title, address, capture, data, software and day.

    ``address`` is where the page stands; ``day`` the day of reading (ISO 8601).
    """
    stays = data.address(address, f"/report/{found.report['id']}")
    return Citation(_head(found), _tail(found, software, data), stays, day)


def _head(found: ReportRows) -> Label:
    row = found.report
    captured, digest = instant(row["captured_at"]), row["entity_digest"] or ""
    archived = [f"存档于 {captured}（{digest}）"] if captured else []
    archived_en = [f"archived {captured} ({digest})"] if captured else []
    url = [row["url"]] if row["url"] else []
    zh = "，".join([f"{row['title_zh'] or row['portal']}《{row['title']}》", *url, *archived])
    en = ", ".join([f"{row['title_en'] or row['title_zh'] or row['portal']}, “{row['title']}”", *url, *archived_en])
    return Label(f"{zh}。", f"{en}.")


def _tail(found: ReportRows, software: str, data: DataCited) -> Label:
    as_of = found.as_of
    zh = [f"依据采集 {as_of['as_of']}（截至 {as_of['as_of_date']}）"] if as_of else []
    en = [f"As of crawl {as_of['as_of']} ({as_of['as_of_date']})"] if as_of else []
    name = software.partition(",")[0]
    return Label("，".join([*zh, name, ""]) + data.said.zh, ", ".join([*en, name, ""]) + data.said.en)
