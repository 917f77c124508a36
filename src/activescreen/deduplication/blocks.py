"""Which records are compared at all: those that share a key.

Every record has a bounded number of keys and is compared with a bounded number of others under
each, so the number of pairs grows in proportion to the number of records, whatever they say.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.deduplication.profile import Profile
from activescreen.deduplication.spelling import normal_text
from activescreen.records import Record

LARGEST_BLOCK: Final = 30
"""Up to so many records with one key, each is compared with each."""

NEIGHBOURS: Final = 8
"""In a larger block, each is compared with so many that follow it in order of title and place."""

RAREST_WORDS: Final = 4
"""So many of a title's rarest words are joined, two by two, to find titles that differ a little."""

_OPENING: Final = 90
_LEAST_OPENING: Final = 60

Key = tuple[object, ...]


def candidate_pairs(
    records: Sequence[Record], profiles: Sequence[Profile], new: int | None = None
) -> NDArray[np.int64]:
    """Pairs of records worth comparing.

    Parameters
    ----------
    records, profiles
        The records, and as they are compared.
    new
        The records from this position on are not compared with each other. None: all are.

    Returns
    -------
    Positions, the smaller first, each pair once and in ascending order; shape (pairs, 2).
    """
    total = len(records)
    bound = total if new is None else new
    codes = array("q")
    for keys_of in (_identifiers, _titles(profiles), _place_and_author, _openings(records)):
        for block in _blocks(profiles, keys_of):
            codes.extend(
                one * total + other if one < other else other * total + one
                for one, other in block
                if one < bound or other < bound
            )
    unique = np.unique(np.frombuffer(codes, dtype=np.int64)) if codes else np.empty(0, np.int64)
    return np.stack((unique // max(total, 1), unique % max(total, 1)), axis=1)


def _blocks(
    profiles: Sequence[Profile], keys_of: Callable[[int, Profile], Iterable[Key]]
) -> Iterator[Iterator[tuple[int, int]]]:
    """Pairs within the records of each key.

    Keys are sorted by their hashes, which takes a tenth of the memory of a table of them. Two keys
    of one hash, hardly ever met, only cost a comparison more.
    """
    hashes, places = array("q"), array("q")
    for place, profile in enumerate(profiles):
        for key in keys_of(place, profile):
            hashes.append(hash(key))
            places.append(place)
    if not hashes:
        return
    codes = np.frombuffer(hashes, dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate(([0], np.flatnonzero(np.diff(codes[order])) + 1))
    ends = np.append(starts[1:], len(order))
    owners = np.frombuffer(places, dtype=np.int64)[order]
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        yield _pairs(owners[start:end].tolist(), profiles)


def _pairs(block: list[int], profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    within = len(block)
    if len(block) > LARGEST_BLOCK:
        block = sorted(block, key=lambda place: _order(profiles[place]))
        within = NEIGHBOURS
    for number, one in enumerate(block):
        for other in block[number + 1 : number + 1 + within]:
            yield one, other


def _order(profile: Profile) -> tuple[str, ...]:
    """What brings copies next to each other in a large block."""
    return (
        profile.title.compact,
        min(profile.authors.first, default=""),
        str(profile.year or ""),
        str(profile.pages or ""),
        profile.volume,
        profile.doi,
        profile.pmid,
    )


def _identifiers(place: int, profile: Profile) -> Iterator[Key]:
    del place
    if profile.pmid:
        yield "pmid", profile.pmid
    if profile.doi:
        yield "doi", profile.doi


def _place_and_author(place: int, profile: Profile) -> Iterator[Key]:
    """Where it stands and who wrote it, for titles that are translated, cut or missing."""
    del place
    page = profile.pages.first if profile.pages else None
    if page is not None and profile.volume:
        yield "page", profile.volume, page, profile.journal[:1]
        yield "page", profile.volume, page, profile.year
    if profile.authors.first:
        name = max(profile.authors.first, key=lambda word: (len(word), word))
        if profile.volume and profile.year:
            yield "volume", profile.volume, profile.year, name
        if page is not None:
            yield "author", page, name
        elif profile.year and profile.title.words:
            yield "author", profile.year, name, max(profile.title.words, key=len)


def _titles(profiles: Sequence[Profile]) -> Callable[[int, Profile], Iterator[Key]]:
    """Whole titles, and pairs of the rarest words that at least two titles have."""
    frequency: Counter[str] = Counter()
    for profile in profiles:
        frequency.update(set(profile.title.words))

    def keys_of(place: int, profile: Profile) -> Iterator[Key]:
        del place
        title = profile.title
        if not title.words:
            return
        yield "title", title.compact
        words = {word for word in title.words if frequency[word] > 1 and len(word) > 2}
        rarest = sorted(words, key=lambda word: (frequency[word], word))[:RAREST_WORDS]
        for number, one in enumerate(rarest):
            for other in rarest[number + 1 :]:
                yield ("words", one, other) if one < other else ("words", other, one)

    return keys_of


def _openings(records: Sequence[Record]) -> Callable[[int, Profile], Iterator[Key]]:
    """The first letters of the abstract, without blanks and heading."""

    def keys_of(place: int, profile: Profile) -> Iterator[Key]:
        del profile
        text = normal_text(records[place].abstract[: 2 * _OPENING])
        for heading in _HEADINGS:
            text = text.removeprefix(heading)
        opening = text.replace(" ", "")[:_OPENING]
        if len(opening) >= _LEAST_OPENING:
            yield "abstract", opening

    return keys_of


_HEADINGS: Final = (
    *("background and ", "background ", "objectives ", "objective ", "introduction ", "purpose "),
    *("aims ", "aim ", "context ", "importance ", "primary ", "study ", "objectives "),
)
