"""Six searches of one small review, with copies among them that are known."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from activescreen.formats import WRITERS, Screening
from activescreen.records import Record, RecordSet, Source

FILES = {
    "pubmed.nbib": "nbib",
    "embase.ris": "ris",
    "web-of-science.enw": "enw",
    "central.bib": "bibtex",
    "cinahl.csv": "csv",
    "psycinfo.xml": "endnote_xml",
}
SIZE, RELEVANT = 54, 9
SUBJECTS = ("sleep", "diet", "pain", "asthma", "falls", "vision", "hearing", "memory", "stroke")
DOUBTFUL = "Tablets for people who cannot sleep: a randomised trial"
PLACES = ("Aarhus", "Bergen", "Cardiff", "Dakar", "Essen", "Faro", "Ghent")


@dataclass(frozen=True)
class Searches:
    """The files, and what is in them.

    Attributes
    ----------
    files
        Paths, one a database.
    records, copies
        Records in all files, and how many of them are certain copies of another one.
    doubtful
        Pairs of which a person is asked.
    relevant
        DOIs of the records that are about the question.
    """

    files: list[Path]
    records: int
    copies: int
    doubtful: int
    relevant: frozenset[str]


def publication(number):
    """One of the publications; the first ones are about the question."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    place = PLACES[number // len(SUBJECTS)]
    if number < RELEVANT:
        title = f"Digital peer support and {subject} in people with schizophrenia in {place}"
        told = f"Peers met online to talk of {subject}. They were content with it."
    else:
        title = f"Drugs against {subject} in {place}: cohort {number} and what became of it"
        told = f"Patients of hospital {number} took tablets for {subject} during {number} weeks."
    return Record(
        title,
        Source("made", number),
        abstract=f"{told} The study was done in {place} with {40 + number} people.",
        authors=(f"{place}son, {subject[0].upper()}.", f"{subject.title()}er, {place[0]}."),
        year=1990 + number % 25,
        journal=f"Journal of {subject.title()} Studies",
        volume=str(3 + number),
        number=str(1 + number % 4),
        pages=f"{100 + 10 * number}-{108 + 10 * number}",
        doi=f"10.1234/seed.{number}",
        keywords=(subject, "adults"),
    )


@pytest.fixture
def searches(tmp_path):
    """Each publication is in one of the six databases, every second in another one too."""
    held = {name: [] for name in FILES}
    names = list(FILES)
    for number in range(SIZE):
        one = publication(number)
        held[names[number % 6]].append(one)
        if number % 2:
            held[names[(number + 1) % 6]].append(
                replace(one, abstract="" if number % 4 else one.abstract)
            )
    # Two years, and nothing that would tell whether it is one publication: people are asked.
    short = replace(publication(SIZE), title=DOUBTFUL, abstract="", doi="", volume="", pages="")
    held["cinahl.csv"].append(replace(short, year=2018))
    held["psycinfo.xml"].append(replace(short, year=2020))
    paths = []
    for name, records in held.items():
        path = tmp_path / name
        placed = [replace(record, source=Source(name, row)) for row, record in enumerate(records)]
        WRITERS.create(FILES[name]).write(path, Screening(RecordSet(placed)))
        paths.append(path)
    return Searches(
        files=paths,
        records=sum(map(len, held.values())),
        copies=SIZE // 2,
        doubtful=1,
        relevant=frozenset(f"10.1234/seed.{number}" for number in range(RELEVANT)),
    )
