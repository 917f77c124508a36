"""The import doctor's findings on a terminal."""

from __future__ import annotations

from typing import Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from activescreen.cli import console
from activescreen.import_report import ImportReport

_BAR: Final = 20
_PIECES: Final = 5
_PIECE_WIDTH: Final = 100


def show(report: ImportReport) -> None:
    """One file: what it is, how complete its records are, what was repaired and set aside."""
    kind = f"{report.format}, {report.dialect}" if report.dialect else report.format
    heading = Text.assemble(
        "\n", (console.printable(report.file), "bold"), f"  {kind}  {report.encoding}"
    )
    console.out.print(heading, soft_wrap=True)
    console.out.print(f"  {_reconciliation(report)}", soft_wrap=True)
    if report.records:
        console.out.print(_completeness(report))
    for sentence in report.repairs:
        console.out.print(Text(f"  repaired  {console.printable(sentence)}"), soft_wrap=True)
    for sentence in report.warnings:
        console.out.print(
            Text(f"  look at   {console.printable(sentence)}", style="yellow"), soft_wrap=True
        )
    if report.quarantined:
        console.out.print(Padding(_pieces(report), (0, 0, 0, 2)))


def _reconciliation(report: ImportReport) -> str:
    read = f"{report.records:,} record{'' if report.records == 1 else 's'} read"
    if not report.records:
        return "[red]No record could be read.[/red]"
    if report.starts is None:
        return f"{read}; this format has no second way to count them."
    if report.reconciled:
        return f"{read}, as many as were counted independently."
    return f"[red]{read}, but {report.expected:,} were counted independently.[/red]"


def _completeness(report: ImportReport) -> Table:
    """How many records have what, as bars: to be seen at a glance."""
    table = Table.grid(padding=(0, 2))
    for name, number in (
        ("  abstract", report.with_abstract),
        ("  DOI", report.with_doi),
        ("  PubMed id", report.with_pmid),
    ):
        filled = round(_BAR * number / report.records)
        if 0 < number < report.records:
            # A bar that looks full or empty must be so.
            filled = min(max(filled, 1), _BAR - 1)
        table.add_row(name, "█" * filled + "░" * (_BAR - filled), f"{number:,}")
    return table


def _pieces(report: ImportReport) -> Table:
    number = len(report.quarantined)
    table = Table(
        title=f"{number:,} piece{'' if number == 1 else 's'} set aside, part of no record",
        title_justify="left",
    )
    table.add_column("line", justify="right")
    table.add_column("why")
    table.add_column("text")
    for piece in report.quarantined[:_PIECES]:
        flat = console.printable(piece.text)
        shown = flat if len(flat) <= _PIECE_WIDTH else f"{flat[:_PIECE_WIDTH]}…"
        table.add_row("–" if piece.line is None else f"{piece.line:,}", piece.why, Text(shown))
    if number > _PIECES:
        table.add_row("", "", f"and {number - _PIECES:,} more; --json lists them all")
    return table
