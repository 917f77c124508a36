"""Records made up to see how deduplication grows: no evidence of how well it finds anything.

Words, authors and journals are drawn as unevenly as in true exports (Zipf), four in ten
publications come a second time in another spelling, and some keys are junk: one DOI for all
abstracts of a congress, standing titles, and a page that many records share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from activescreen.records import Record, Source

_WORDS, _NAMES, _JOURNALS = 40_000, 30_000, 2_000
_ABSTRACT_WORDS: Final = 120
_CONSONANTS: Final = "bcdfghjklmnprstvwz"
_VOWELS: Final = "aeiou"


def made_records(count: int, seed: int) -> Iterator[Record]:
    """Records, the copies among them.

    Parameters
    ----------
    count
        How many.
    seed
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    words, names = _words(rng, _WORDS), _words(rng, _NAMES)
    journals = [
        f"Journal of {a.title()} {b.title()}"
        for a, b in zip(words, words[_JOURNALS:], strict=False)
    ][:_JOURNALS]
    common = _zipf(_WORDS)
    made = 0
    while made < count:
        one = _publication(rng, words, names, journals, common, made)
        yield one
        made += 1
        if made < count and rng.random() < 0.4:
            yield _copy(one, rng, made)
            made += 1


def _publication(
    rng: np.random.Generator,
    words: list[str],
    names: list[str],
    journals: list[str],
    common: NDArray[np.float64],
    number: int,
) -> Record:
    drawn = np.searchsorted(common, rng.random(int(rng.integers(6, 18))))
    title = " ".join(words[i] for i in drawn).capitalize()
    if rng.random() < 0.01:
        title = "Editorial"
    text = np.searchsorted(common, rng.random(_ABSTRACT_WORDS))
    authors = tuple(
        f"{names[int(i)].title()}, {names[int(i) // 2][0].upper()}."
        for i in rng.zipf(1.3, int(rng.integers(1, 8))) % len(names)
    )
    page, doi = int(rng.integers(1, 3000)), ""
    chance = rng.random()
    if chance < 0.02:
        doi = f"10.1000/congress.{number // 20_000}"
    elif chance < 0.6:
        doi = f"10.1000/{number}"
    year = int(rng.integers(1995, 2025))
    return Record(
        title,
        Source("made.csv", number),
        abstract=" ".join(words[i] for i in text),
        authors=authors,
        year=year,
        journal=journals[int(rng.zipf(1.4)) % len(journals)],
        volume=str(year - 1980),
        number=str(int(rng.integers(1, 13))),
        pages=f"{page}-{page + int(rng.integers(0, 15))}",
        doi=doi,
        pmid=str(10_000_000 + number) if rng.random() < 0.4 else "",
    )


def _copy(record: Record, rng: np.random.Generator, number: int) -> Record:
    """The same publication as another database prints it."""
    title = record.title.upper() if rng.random() < 0.3 else record.title + "."
    if rng.random() < 0.1 and len(title) > 12:
        place = int(rng.integers(4, len(title) - 4))
        title = title[:place] + title[place + 1 :]
    return replace(
        record,
        title=title,
        source=Source("made.csv", number),
        abstract=record.abstract if rng.random() < 0.8 else "",
        doi=record.doi if rng.random() < 0.5 else "",
        pmid="",
        pages=record.pages.partition("-")[0] if rng.random() < 0.3 else record.pages,
    )


def _words(rng: np.random.Generator, count: int) -> list[str]:
    """So many different words."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = int(rng.integers(2, 6))
        found[
            "".join(
                _CONSONANTS[int(a)] + _VOWELS[int(b)]
                for a, b in zip(
                    rng.integers(0, len(_CONSONANTS), syllables),
                    rng.integers(0, len(_VOWELS), syllables),
                    strict=True,
                )
            )
        ] = None
    return list(found)


def _zipf(count: int) -> NDArray[np.float64]:
    """Cumulated chances of words by rank."""
    weights = 1 / np.arange(1, count + 1)
    return np.cumsum(weights / weights.sum())
