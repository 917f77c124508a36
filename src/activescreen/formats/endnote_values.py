"""What EndNote's XML and its tagged text share: names, keywords and numbers of PubMed in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from activescreen.formats import values
from activescreen.formats.tagged import Tags
from activescreen.identifiers import doi_in, pmid_in, pubmed_id_in

_PUBMED = ("pubmed", "medline", "nlm")


def held(tags: Tags, names: Sequence[str]) -> Iterator[str]:
    """The values under these tags that say something, one by one, in the order of the tags."""
    for name in names:
        yield from (text for text in tags.get(name, ()) if text and not values.is_missing(text))


def single(tags: Tags, names: Sequence[str]) -> str:
    """The first value under these tags, its lines as one."""
    return " ".join(next(held(tags, names), "").split())


def paragraphs(tags: Tags, names: Sequence[str], between: str) -> str:
    """A text, of which a tag may hold several pieces; the first tag that has any counts."""
    for name in names:
        text = between.join(tags.get(name, ())).strip()
        if text and not values.is_missing(text):
            return values.plain_text(text)
    return ""


def people(texts: Iterable[str]) -> tuple[str, ...]:
    """Names, one a value or a line, or several between semicolons.

    A comma at the end, by which EndNote marks the name of a group, is taken off.
    """
    found = tuple(
        person
        for text in texts
        for piece in re.split(r"[;\n]", text)
        if (person := " ".join(piece.split()).rstrip(", "))
    )
    found = values.short_names(found[0]) if len(found) == 1 else found
    return tuple(person for person in found if person.lower() not in {"et al", "et al."})


def words(texts: Iterable[str]) -> tuple[str, ...]:
    """Keywords, one a value or a line; commas part them only where nothing else does."""
    found = [piece for text in texts for piece in re.split(r"[;\n]", text)]
    if len(found) == 1 and found[0].count(",") > 1:
        return values.split_keywords(found[0])
    return tuple(word for piece in found if (word := piece.strip()))


def keyword_texts(keywords: Sequence[str]) -> tuple[str, ...]:
    """Keywords such that `words` gives the same ones."""
    if len(keywords) == 1 and keywords[0].count(",") > 1:
        return (f"{keywords[0]};",)
    return tuple(keywords)


def doi_of(texts: Iterable[str], addresses: Iterable[str]) -> str:
    """The DOI from the field for it, or from an address of doi.org."""
    of_doi_org = (text for text in addresses if "doi.org/" in text)
    return next(filter(None, map(doi_in, (*texts, *of_doi_org))), "")


def pmid_of(numbers: Iterable[str], addresses: Iterable[str], databases: Iterable[str]) -> str:
    """The PubMed id.

    It is named as one in an accession number, stands in an address of PubMed, or is the accession
    number where the database is PubMed or MEDLINE.
    """
    numbers = tuple(numbers)
    for text in numbers:
        if found := pubmed_id_in(text):
            return found
    said = " ".join(databases).lower()
    if any(name in said for name in _PUBMED):
        return next(filter(None, map(pmid_in, numbers)), "")
    return next(filter(None, map(pubmed_id_in, addresses)), "")


def accession_of(given: str, pmid: str) -> str:
    """An accession number that says the PubMed id as well, in a way that `pmid_of` reads."""
    if not pmid or re.search(rf"(?<!\d){pmid}(?!\d)", given):
        return given
    return f"{given}; PMID: {pmid}" if given else pmid
