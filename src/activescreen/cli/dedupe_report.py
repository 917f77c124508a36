"""What deduplication found: tables on the terminal, and the same as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from activescreen.cli import console
from activescreen.cli.pairs import SHOWN, shown, uncertain_count
from activescreen.deduplication import Duplicates, How, Merged, UncertainPair, differing_fields
from activescreen.records import Record, RecordSet

SHOWN_PAIRS: Final = 3
_LONGEST: Final = 160
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_WORDS: Final = {
    How.IDENTIFIER: "a DOI or PubMed id",
    How.TITLE: "the title, with authors and place of publication",
    How.FUZZY: "likeness of title, authors and place",
    How.HUMAN: "a person's decision",
}


def show(found: Duplicates, records: RecordSet, against: RecordSet) -> None:
    """Print what was found, and the first of the pairs that a person must decide on."""
    console.out.print(_files(found, records))
    if found.removed:
        console.out.print(_how(found))
        console.out.print(_sources(found))
    matched = f", {len(found.matched):,} of them already in the review" if len(against) else ""
    console.say(
        f"{len(records):,} records, {found.removed:,} duplicates removed{matched}, "
        f"{len(records) - found.removed:,} publications left."
    )
    if found.unused:
        console.say(f"{len(found.unused):,} decisions are about records that are not here.")
    everything = [*records, *against]
    for pair in found.uncertain[:SHOWN_PAIRS]:
        console.out.print(_side_by_side(everything, pair))
    if found.uncertain:
        console.say(
            f"{uncertain_count(found)} may be one publication or two, and are left apart until "
            "you decide: --review-pairs PAIRS.csv lists them, --decisions PAIRS.csv takes your "
            "answers."
        )


def as_json(
    found: Duplicates,
    records: RecordSet,
    against: RecordSet,
    merged: Sequence[Merged],
    seconds: float,
) -> dict[str, Any]:
    """What was found, for programs."""
    return {
        "records": len(records),
        "against": len(against),
        "groups": len(found.groups),
        "removed": found.removed,
        "unique": len(records) - found.removed,
        "already_in_review": len(found.matched),
        "uncertain": len(found.uncertain),
        "by_source_pair": [
            {"sources": [one, other], "removed": count}
            for (one, other), count in found.by_source_pair.most_common()
        ],
        "by_how": {how.value: found.by_how[how.value] for how in How},
        "unused_decisions": len(found.unused),
        "seconds": round(seconds, 3),
        "merged": [
            {
                "id": one.record.id,
                "sources": [str(source) for source in one.sources],
                "origins": {field: str(source) for field, source in one.origins.items()},
            }
            for one in merged
            if len(one.sources) > 1
        ],
    }


def _files(found: Duplicates, records: RecordSet) -> Table:
    table = Table(title="Duplicates", title_justify="left")
    table.add_column("file")
    for title in ("records", "removed", "left"):
        table.add_column(title, justify="right")
    counts = Counter(record.source.file for record in records)
    removed = Counter(records[place].source.file for place in found.removed_positions)
    for file, count in counts.items():
        table.add_row(
            _plain(file), f"{count:,}", f"{removed[file]:,}", f"{count - removed[file]:,}"
        )
    return table


def _how(found: Duplicates) -> Table:
    table = Table(title="How they were recognised", title_justify="left")
    table.add_column("by")
    table.add_column("removed", justify="right")
    for how in How:
        if found.by_how[how.value]:
            table.add_row(_WORDS[how], f"{found.by_how[how.value]:,}")
    return table


def _sources(found: Duplicates) -> Table:
    table = Table(title="Between which sources", title_justify="left")
    for title in ("one", "other"):
        table.add_column(title)
    table.add_column("removed", justify="right")
    for (one, other), count in found.by_source_pair.most_common(12):
        table.add_row(_plain(one), _plain(other), f"{count:,}")
    if len(found.by_source_pair) > 12:
        table.caption = f"and {len(found.by_source_pair) - 12:,} pairs of sources more"
    return table


def _side_by_side(records: Sequence[Record], pair: UncertainPair) -> Table:
    one, other = records[pair.one], records[pair.other]
    table = Table(
        title=f"One publication or two? {pair.verdict.reason} ({pair.verdict.score} points)",
        title_justify="left",
        show_lines=True,
    )
    table.add_column("")
    table.add_column(_plain(str(one.source)), ratio=1)
    table.add_column(_plain(str(other.source)), ratio=1)
    differs = differing_fields(one, other)
    for field in SHOWN:
        values = [shown(record, field) for record in (one, other)]
        if any(values):
            name = Text(f"{field} ≠" if field in differs else field)
            style = "bold yellow" if field in differs else ""
            table.add_row(name, *(_plain(value, style) for value in values))
    return table


def _plain(text: str, style: str = "") -> Text:
    """Text without what a terminal would obey, cut where it is long."""
    text = _CONTROLS.sub(" ", text)
    return Text(text if len(text) <= _LONGEST else text[:_LONGEST] + "…", style=style)
