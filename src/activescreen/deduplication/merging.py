"""One record out of the copies of a publication, with where each field came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from activescreen.deduplication.decisions import MERGED_FROM
from activescreen.deduplication.languages import language_code
from activescreen.deduplication.places import Pages, pages_of
from activescreen.identifiers import doi_in
from activescreen.records import Record, Source

_TEXT: Final = re.compile(r"[^\W\d_]")
_ABBREVIATED: Final = re.compile(
    r"\w\.(?:\s|$)|\b(?:J|N|Am|Br|Eur|Int|Clin|Med|Res|Sci|Engl|Proc|Ann|Arch|Rev|Biol|Psychol"
    r"|Psychiatr|Surg|Exp|Acad|Natl|Soc|Assoc|Dis|Pract|Epidemiol|Rehabil|Behav)\b"
)


@dataclass(frozen=True, slots=True)
class Merged:
    """A publication's record and where its fields came from.

    Attributes
    ----------
    record
        The canonical record, with what it lacks or has worse taken from its copies. Its field
        ``merged_from`` names the ids of all of them.
    origins
        Field -> the record that gave it. A field that none has is absent; so is ``keywords`` if
        more than one gave some.
    sources
        Where the copies stood, the canonical record first.
    """

    record: Record
    origins: Mapping[str, Source]
    sources: tuple[Source, ...]


def merge(copies: Sequence[Record]) -> Merged:
    """Merge the copies of one publication.

    Parameters
    ----------
    copies
        Its records, the canonical one first: it wins where the others have nothing better.
        Better is, for each field: a DOI that is one; a title and journal that are neither cut nor
        in capitals; the longest abstract; the most authors; the range of pages rather than the
        first. Keywords are united.

    Returns
    -------
    The record, and where its fields came from.
    """
    canonical = copies[0]
    origins: dict[str, Source] = {}
    values: dict[str, Any] = {}
    for field, worth in _WORTH.items():
        best = max(copies, key=lambda record: worth(getattr(record, field)))
        if worth(getattr(best, field)) > worth(getattr(canonical, field)):
            giver = best
        else:
            giver = canonical
        if worth(getattr(giver, field)) > _NOTHING:
            values[field] = getattr(giver, field)
            origins[field] = giver.source
    keywords = tuple(dict.fromkeys(word for record in copies for word in record.keywords))
    if len(copies) > 1:
        values["fields"] = {**canonical.fields, MERGED_FROM: " ".join(_ids(copies))}
        givers = [record.source for record in copies if record.keywords]
        values["keywords"] = keywords
        if len(givers) == 1:
            origins["keywords"] = givers[0]
    elif keywords:
        origins["keywords"] = canonical.source
    return Merged(replace(canonical, **values), origins, tuple(r.source for r in copies))


def _ids(copies: Sequence[Record]) -> list[str]:
    """Ids of the copies, and of what they were merged from before."""
    names = [
        name
        for record in copies
        for name in (
            record.id or record.content_digest(),
            *record.fields.get(MERGED_FROM, "").split(),
        )
    ]
    return list(dict.fromkeys(names))


def _text_worth(text: str) -> tuple[int, ...]:
    """No text, a text cut short or in capitals, a text."""
    text = text.strip()
    if not text:
        return _NOTHING
    whole = not text.endswith(("…", "..."))
    return 1, int(whole), int(not (text.isupper() and len(text) > 12))


def _journal_worth(name: str) -> tuple[int, ...]:
    """No name, an abbreviated one, a full one."""
    if not name.strip():
        return _NOTHING
    return 1, int(not _ABBREVIATED.search(name)), *_text_worth(name)


def _authors_worth(authors: Sequence[str]) -> tuple[int, ...]:
    named = [a for a in authors if a.strip().lower().rstrip(".") not in ("et al", "anonymous")]
    return (1, len(named)) if named else _NOTHING


def _pages_worth(text: str) -> tuple[int, ...]:
    found: Pages | None = pages_of(text)
    if found is None:
        return (1, 0) if text.strip() else _NOTHING
    # "06-Oct" was a range once; another copy may have it unharmed.
    return 1, 1 + int(found.last is not None) * 2 - int(bool(_MONTH.search(text)))


_MONTH: Final = re.compile(r"[A-Z][a-z]{2}")
_NOTHING: Final = (0,)
_WORTH: Final[dict[str, Callable[[Any], tuple[int, ...]]]] = {
    "title": _text_worth,
    "abstract": lambda text: (1, len(text)) if _TEXT.search(text) else _NOTHING,
    "authors": _authors_worth,
    "year": lambda year: (1,) if year else _NOTHING,
    "journal": _journal_worth,
    "volume": lambda text: (1,) if text.strip() else _NOTHING,
    "number": lambda text: (1,) if text.strip() else _NOTHING,
    "pages": _pages_worth,
    "doi": lambda text: (2,) if doi_in(text) else ((1,) if text.strip() else _NOTHING),
    "pmid": lambda text: (2,) if text.isdigit() else ((1,) if text.strip() else _NOTHING),
    "language": lambda text: (1,) if language_code(text) else _NOTHING,
    "kind": lambda text: (1,) if text.strip() else _NOTHING,
}
