"""Yearly disclosure reports: their claims, exactly quoted, and the identities that must hold between them."""

from archive.records import TableCell
from archive.reports.growth import website_against_report
from archive.reports.official import OfficialTable, read_official_tables
from archive.reports.reader import read_report
from archive.reports.titles import is_report_title, report_year
from archive.reports.vocabulary import Metric, vocabulary
from archive.reports.years import relations_between

__all__ = [
    "Metric",
    "OfficialTable",
    "TableCell",
    "is_report_title",
    "read_official_tables",
    "read_report",
    "relations_between",
    "report_year",
    "vocabulary",
    "website_against_report",
]
