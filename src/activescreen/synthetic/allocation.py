"""Which databases hold which publication, so that the number of copies is exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from activescreen.synthetic.databases import (
    DATABASES,
    LABORATORY_STYLES,
    NURSING,
    PUBMED,
    TRIAL_STYLES,
    TRIALS_ONLY,
)
from activescreen.synthetic.draw import Draw
from activescreen.synthetic.publications import Publication


def allocate(
    publications: Sequence[Publication], across: int, within: int, draw: Draw
) -> list[tuple[Publication, str]]:
    """(publication, database) of every record.

    Every publication is in one database at least; ``across`` copies more are in other databases
    than the first, ``within`` copies more in a database that has the publication already.
    """
    held: list[list[str]] = [[_database(one, (), draw)] for one in publications]
    while across:
        place = draw.integer(0, len(publications) - 1)
        # Copies attract copies: what two databases index, a third is likely to index as well.
        if len(held[place]) == 1 and draw.chance(0.5):
            continue
        database = _database(publications[place], held[place], draw)
        if database:
            held[place].append(database)
            across -= 1
    twice: Counter[int] = Counter(draw.sample(range(len(publications)), within))
    return [
        (publication, database)
        for place, publication in enumerate(publications)
        for database in [*held[place], *held[place][: twice[place]]]
    ]


def _database(publication: Publication, held: Sequence[str], draw: Draw) -> str:
    """A database that does not hold the publication yet; empty if all that would hold it do."""
    names = [name for name in DATABASES if name not in held and _fits(publication, name)]
    if not names:
        return ""
    return draw.weighted(names, [DATABASES[name].weight for name in names])


def _fits(publication: Publication, database: str) -> bool:
    if database == PUBMED:
        return bool(publication.pmid)
    if database == TRIALS_ONLY:
        return publication.style in TRIAL_STYLES
    return not (database == NURSING and publication.style in LABORATORY_STYLES)
