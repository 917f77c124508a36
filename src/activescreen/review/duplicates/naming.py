"""Which record a person means who names it by its id, title, DOI or PubMed id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection

from activescreen.errors import MissingError
from activescreen.identifiers import doi_in, pmid_in
from activescreen.records import Record
from activescreen.review.permissions import Access
from activescreen.store.database import Database
from activescreen.store.finding import Wanted, places_of, titles_of
from activescreen.store.population import find_record, load_records, places_from

MOST: Final = 5
"""Candidates that are told of where a name fits no single record."""

_LOOKED_AT: Final = 500


class UnclearError(MissingError):
    """What was said names no record, or more than one.

    Parameters
    ----------
    said
        What was said.
    candidates
        Records that may be meant, at most `MOST`.
    """

    def __init__(self, said: str, candidates: Iterable[Record]) -> None:
        self.candidates = tuple(candidates)
        what = "more than one record may be meant" if self.candidates else "no record has this"
        super().__init__(
            f"By “{said[:80]}” no single record can be told: {what}.",
            remedy="Give its id, its whole title, its DOI or its PubMed id.",
        )


def record_meant(database: Database, access: Access, said: str) -> str:
    """The id of the record that is meant.

    Parameters
    ----------
    database, access
        Where, and who asks in which review.
    said
        An id, a whole title whatever its letters' case, a DOI or a PubMed id.

    Raises
    ------
    UnclearError
        If none of that fits one record only.
    """
    said = " ".join(said.split())
    with database.reading() as connection:
        if not said or find_record(connection, access.review, said) is not None:
            return said
        near = _holding(connection, access, said)
    exact = [record for record in near if _names(record, said)]
    if len(exact) == 1:
        return exact[0].id
    raise UnclearError(said, (exact or near)[:MOST])


def _holding(connection: Connection, access: Access, said: str) -> list[Record]:
    """Records of this title, then those that have what was said in them, in the order of import."""
    review = access.review
    titles = enumerate(titles_of(connection, review))
    wanted = said.casefold()
    named = [place for place, title in titles if " ".join(title.split()).casefold() == wanted]
    word = doi_in(said) or pmid_in(said) or said
    holding = sorted(places_of(connection, review, Wanted((word,))).tolist())
    places = list(dict.fromkeys([*named, *holding]))[:_LOOKED_AT]
    if not places:
        return []
    numbers = {
        place: number for place, number, _, _ in places_from(connection, review, min(places))
    }
    loaded = load_records(connection, review, [numbers[place] for place in places])
    return [loaded[numbers[place]] for place in places]


def _names(record: Record, said: str) -> bool:
    doi, pmid = doi_in(said), pmid_in(said)
    title = " ".join(record.title.split()).casefold()
    return (
        title == said.casefold()
        or bool(doi and record.doi.casefold() == doi.casefold())
        or bool(pmid and record.pmid == pmid)
    )
