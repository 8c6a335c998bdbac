"""The official tables of real reports, clean and as word processors export them: cells and identities."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.records import Body
from archive.reports import read_official_tables, read_report

Tables = Callable[[Path], Body]

RENDERINGS = [
    (name, style) for name in ("hongze2023", "hongze2024", "shanghai_kewei2024") for style in ("clean", "dirty")
]
RESULTS = {True: "PASS", False: "FAIL", None: "NOT_ASSESSABLE"}


def expected_of(corpus: Path, name: str, style: str) -> dict:
    return json.loads((corpus / "tables" / f"{name}.expected.json").read_text(encoding="utf-8"))[style]


def cells_of(tables_of: Tables, corpus: Path, name: str, style: str) -> dict[str, float | None]:
    tables = read_official_tables(tables_of(corpus / "tables" / f"{name}.{style}.html"))
    return {cell.place: cell.value for table in tables for cell in table.cells.values()}


def expected_cells(expected: dict) -> dict[str, float | None]:
    cells = {f"t2.{row['row']}.{key}": cell["value"] for row in expected["t2"] for key, cell in row["cells"].items()}
    for table in ("t3", "t4"):
        for row, columns in expected[table].items():
            cells |= {f"{table}.{row}.{column}": value for column, value in columns.items()}
    return cells


@pytest.mark.parametrize(("name", "style"), RENDERINGS)
def test_every_cell_is_read_and_blank_is_not_zero(corpus: Path, tables_of: Tables, name: str, style: str) -> None:
    assert cells_of(tables_of, corpus, name, style) == expected_cells(expected_of(corpus, name, style))


@pytest.mark.parametrize(("name", "style"), RENDERINGS)
def test_every_identity_has_the_expected_result(corpus: Path, tables_of: Tables, name: str, style: str) -> None:
    reading = read_report(tables_of(corpus / "tables" / f"{name}.{style}.html"))
    found = {identity.rule: RESULTS[identity.holds] for identity in reading.identities}
    expected = {entry["rule"]: entry for entry in expected_of(corpus, name, style)["identities"]}
    assert found.keys() == expected.keys()
    wrong = {
        rule: (result, expected[rule]["result"])
        for rule, result in found.items()
        if result not in (expected[rule]["result"], *expected[rule].get("also_accept", ()))
    }
    assert wrong == {}


@pytest.mark.parametrize(("name", "style"), RENDERINGS)
def test_identities_show_both_sides_as_printed(corpus: Path, tables_of: Tables, name: str, style: str) -> None:
    reading = read_report(tables_of(corpus / "tables" / f"{name}.{style}.html"))
    found = {i.rule: (i.sum, i.total) for i in reading.identities if i.rule.startswith(("T3-", "T4-"))}
    entries = [entry for entry in expected_of(corpus, name, style)["identities"] if entry["rule"][:3] in ("T3-", "T4-")]
    expected = {e["rule"]: (e["left"], e["right"]) for e in entries if None not in (e["left"], e["right"])}
    assert len(expected) > len(entries) / 2
    assert {rule: found[rule] for rule in expected} == expected


def test_table_claims_quote_the_text_of_their_cells(corpus: Path, tables_of: Tables) -> None:
    body = tables_of(corpus / "tables" / "shanghai_kewei2024.clean.html")
    claims = {claim.metric: claim for claim in read_report(body).claims}
    assert claims["applications_received"].quote == "34"
    assert claims["applications_carried_in"].value == 2
    assert claims["normative_in_force"].value == 55
    assert all(body.text[claim.start : claim.end] == claim.quote for claim in claims.values())


def test_fees_of_table_two_are_in_yuan(corpus: Path, tables_of: Tables) -> None:
    claims = {c.metric: c for c in read_report(tables_of(corpus / "tables" / "hongze2023.clean.html")).claims}
    assert (claims["admin_fees_amount"].value, claims["admin_fees_amount"].unit) == (77_302_800, "元")


def test_a_blank_cell_makes_no_claim(corpus: Path, tables_of: Tables) -> None:
    body = tables_of(corpus / "tables" / "shanghai_kewei2024.dirty.html")
    assert "partial" not in {claim.metric for claim in read_report(body).claims}
