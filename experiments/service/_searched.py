"""A large made-up search in one CSV file, and which of its records are relevant."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from activescreen.formats import read_records
from activescreen.records import Record
from activescreen.synthetic import generate, read_truth

_HEADER: Final = ("title", "abstract", "authors", "year", "journal", "keywords", "doi")


def make_search(folder: Path, count: int) -> tuple[Path, frozenset[str]]:
    """Write that many different records; gives the file, and the DOIs of the relevant ones.

    The made-up review of the demo is generated with one seed after another; of each publication
    one copy is taken, and a title that came before is passed over. A search of that size that is in
    the folder already is taken as it is.
    """
    path, answers = folder / f"search {count}.csv", folder / f"relevant {count}.txt"
    if answers.is_file():
        return path, frozenset(answers.read_text(encoding="utf-8").split())
    relevant: set[str] = set()
    titles: set[str] = set()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        seed = 0
        while len(titles) < count:
            for record, passes in _publications(folder / f"review {seed}", seed):
                title = record.title.casefold().rstrip(".")
                if title in titles or len(titles) == count:
                    continue
                titles.add(title)
                doi = f"10.9999/load.{len(titles)}"
                if passes:
                    relevant.add(doi)
                writer.writerow(_row(record, doi))
            seed += 1
    answers.write_text("\n".join(sorted(relevant)), encoding="utf-8")
    return path, frozenset(relevant)


def _publications(folder: Path, seed: int) -> list[tuple[Record, bool]]:
    """One copy of each publication of a made-up review, and whether it is relevant."""
    made = generate(folder, seed)
    truth = read_truth(made.truth)
    seen: set[str] = set()
    found = []
    for record in read_records(*made.files):
        known = truth[record.source.file, record.source.row]
        if known.publication not in seen:
            seen.add(known.publication)
            found.append((record, known.passes))
    return found


def _row(record: Record, doi: str) -> tuple[object, ...]:
    return (
        record.title,
        record.abstract,
        "; ".join(record.authors),
        record.year or "",
        record.journal,
        "; ".join(record.keywords),
        doi,
    )
