"""A report's body goes in, its claims and identities come out."""

from __future__ import annotations

from dataclasses import replace

from archive.records import Body, Claim, Identity, ReportReading
from archive.reports.amounts import amounts_of
from archive.reports.channels import body_name
from archive.reports.claims import read_amounts
from archive.reports.existence import read_existence
from archive.reports.figures import Figure, Report
from archive.reports.folding import fold
from archive.reports.identities import narrative_identities
from archive.reports.lines import LONGEST_PROSE
from archive.reports.official import MOST_CELLS, cells_of, read_official_tables
from archive.reports.ratios import ratio_identities
from archive.reports.sentences import sentences
from archive.reports.table_claims import table_claims
from archive.reports.table_identities import table_identities
from archive.reports.table_narrative import narrative_table_identities
from archive.reports.titles import report_year, title_of
from archive.reports.zeros import read_zeros

#: Amounts that are printed in one report, and as many zeros and documents told without one; what goes on behind them is
#: no report any more.
_MOST = 800


def _read_prose(body: Body, title: str, year: int | None) -> tuple[list[Figure], bool]:
    """The figures of the prose, and whether more is told than is read."""
    report = Report(body_name(fold(title)), year)
    beside: list[Figure] = []
    read = 0
    for number, sentence in enumerate(sentences(body)):
        if read >= _MOST or len(beside) >= _MOST:
            return report.figures + beside, True
        amounts = amounts_of(sentence, year)
        read += len(amounts)
        amounts = amounts[: len(amounts) - max(0, read - _MOST)]
        for figure in read_amounts(report, sentence, number, amounts):
            report.figures.append(figure)
        beside += read_zeros(report, sentence, number, amounts)
        beside += read_existence(report, sentence, number)
    return report.figures + beside, read > _MOST


def _is_too_long(body: Body) -> bool:
    """Whether the prose goes on behind what is read of it, or a table is larger than what is read of one."""
    behind = any(body.text[max(part.start, LONGEST_PROSE) : part.end].strip() for part in body.paragraphs)
    return behind or any(len(table.cells) > MOST_CELLS for table in body.tables)


def _quoted(claim: Claim, text: str) -> Claim:
    return replace(claim, quote=text[claim.start : claim.end])


def _in_reading_order(
    claims: list[Claim], identities: list[Identity]
) -> tuple[tuple[Claim, ...], tuple[Identity, ...]]:
    order = sorted(range(len(claims)), key=lambda index: (claims[index].start, claims[index].end, index))
    place = {old: new for new, old in enumerate(order)}
    moved = [replace(identity, claims=tuple(place[index] for index in identity.claims)) for identity in identities]
    return tuple(claims[index] for index in order), tuple(moved)


def read_report(body: Body, title: str = "") -> ReportReading:
    """The claims and identities of a yearly report, from its prose and its official tables.

    ``title`` names the reporting body and the year; where it is empty, the body's own title line does. Every
    claim's ``quote`` is ``body.text[start:end]``. The labelling follows the published forms
    (国办发〔2014〕32号, 国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号). A report longer than any real one
    is read up to a limit, and ``cut`` is True.
    """
    title = title or title_of(body)
    year = report_year(title, body)
    figures, cut = _read_prose(body, title, year)
    figures = [replace(figure, claim=_quoted(figure.claim, body.text)) for figure in figures]
    prose = [figure.claim for figure in figures]
    tables = read_official_tables(body)
    claims = prose + [_quoted(claim, body.text) for claim in table_claims(tables)]
    identities = [*narrative_identities(figures), *ratio_identities(figures), *table_identities(tables)]
    identities += narrative_table_identities(prose, tables)
    ordered, related = _in_reading_order(claims, identities)
    return ReportReading(title, year, ordered, related, cut or _is_too_long(body), cells_of(tables))
