"""Yearly disclosure reports: their claims, exactly quoted, and the identities that must hold between them."""

from archive.records import TableCell
from archive.reports.official import OfficialTable, read_official_tables
from archive.reports.reader import read_report
from archive.reports.titles import is_report_title, report_year
from archive.reports.vocabulary import Metric, vocabulary

__all__ = [
    "Metric",
    "OfficialTable",
    "TableCell",
    "is_report_title",
    "read_official_tables",
    "read_report",
    "report_year",
    "vocabulary",
]
