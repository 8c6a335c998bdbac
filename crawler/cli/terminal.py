"""The terminal as a run's audience."""

from __future__ import annotations

from crawler.cli.output import announce, show_reports
from crawler.job import Audience

TERMINAL = Audience(reports=show_reports, address=announce)
