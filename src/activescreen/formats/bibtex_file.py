"""BibTeX, as Scopus, Web of Science, IEEE Xplore and reference managers write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from activescreen.formats import values
from activescreen.formats.bibtex_entries import START, Entry, scan
from activescreen.formats.columns import plain_name
from activescreen.formats.content import Content
from activescreen.formats.latex import from_latex
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    columns_of,
    nothing_found,
    order_of,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.identifiers import doi_in, pmid_in, pubmed_id_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

# Names as `plain_name` spells them; the first with a value counts, keywords are put together.
FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "maintitle", "booktitle"),
    "abstract": ("abstract", "abstracttext"),
    "authors": ("author", "authors", "editor", "editors", "collaboration"),
    "year": ("year", "date", "issuedate", "publicationyear", "earlyaccessdate"),
    "journal": ("journal", "journaltitle", "booktitle", "journaliso", "abbrevsourcetitle"),
    "volume": ("volume",),
    "number": ("number", "issue"),
    "pages": ("pages", "page", "articlenumber", "artnumber", "eid", "articleno"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmedid", "pubmed"),
    "keywords": ("keywords", "keyword", "authorkeywords", "keywordsplus", "indexkeywords"),
    "language": ("language", "langid", "lang"),
    "kind": ("type", "documenttype"),
}
TYPE, KEY = "ENTRYTYPE", "ID"
"""Under which the type and the key of an entry stand in a record's ``fields``."""

_NOTES = frozenset({"note", "notes", "annote", "annotation", "comment", "usernotes"})
_VALUE = re.compile(r"=\s*[{\"\w]")
_INDENTED = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]+")
_OTHERS = frozenset({"others", "et al", "et al."})
# BibLaTeX's extended names: "family=Berg, given=Jan, prefix=van den, useprefix=true".
_PART = re.compile(r"(?<![a-z])(family|given|prefix|suffix) ?= ?(\"[^\"]*\"|[^,]*)")
# DBLP numbers people of one name: "Hanna Berg 0001".
_NAMESAKE = re.compile(r"(?<=[^\W\d_]) \d{4}$")
_DIALECTS = (
    ("Web of Science", re.compile(r"\s*@\w+[{(]\s*(?:WOS|ISI|MEDLINE|BCI|ZOOREC):")),
    ("Scopus", re.compile(r"scopus\.com|source\s*=\s*\{Scopus\}")),
    ("IEEE Xplore", re.compile(r"10\.1109/.*keywords\s*=", re.DOTALL)),
    ("DBLP", re.compile(r"\s*@\w+[{(]\s*DBLP:")),
    ("Mendeley", re.compile(r"^\s*(?:file\s*=\s*\{:|mendeley-[a-z]+\s*=)", re.MULTILINE)),
    ("Zotero", re.compile(r"^(?:\t|  )(?:file|urldate) = \{", re.MULTILINE)),
    ("PubMed", re.compile(r"ncbi\.nlm\.nih\.gov")),
)


class BibtexReader:
    """Reads BibTeX entry by entry, with its LaTeX as Unicode."""

    name = "bibtex"
    title = "BibTeX"
    extensions: tuple[str, ...] = (".bib", ".bibtex", ".txt")

    def recognises(self, content: Content) -> float:
        """Sure if a line begins an entry such as ``@article{`` and fields have values."""
        head = content.head.replace("\r\n", "\n").replace("\r", "\n")
        found = START.search(head)
        return 0.95 if found and _VALUE.search(head, found.end()) else 0.0

    def starts(self, content: Content) -> int:
        """Lines that begin an entry."""
        return sum(1 for line in content.lines() if "@" in line and START.match(line))

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every field of the original in ``fields``, its LaTeX as text.

        Raises
        ------
        InputError
            If there is text but no entry in it.
        """
        mapped = {field: plain_name(name) for field, name in mapping.items()}
        order = order_of(FIELD_NAMES, mapped)
        names: dict[str, str] = {}
        row = -1
        for row, entry in enumerate(scan(content.lines(), notes)):
            if not row:
                notes.dialect = next(
                    (name for name, mark in _DIALECTS if mark.search(entry.raw)), ""
                )
            names.update((plain_name(name), name) for name, _ in entry.fields)
            yield _record(entry, order, Source(content.name, row, entry.line), notes)
        if row < 0:
            raise nothing_found(content.name, "BibTeX", "a line such as '@article{key,'")
        columns = columns_of(order, set(names), mapped)
        notes.columns = {
            field: ", ".join(names[name] for name in listed.split(", "))
            for field, listed in columns.items()
        }
        _tell(notes)


def _record(
    entry: Entry, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> Record:
    fields = {TYPE: entry.kind, KEY: entry.key}
    coded: dict[str, str] = {}
    held: dict[str, str] = {}
    for name, value in entry.fields:
        plain = plain_name(name)
        # A line that is indented only goes on with the one before it.
        text = _INDENTED.sub(" ", from_latex(value, keep_braces=plain in _NOTES)).strip()
        fields[name] = f"{fields[name]}\n{text}" if name in fields else text
        if text:
            coded.setdefault(plain, value)
            held.setdefault(plain, text)

    def pick(field: str) -> str:
        for name in order[field]:
            text = " ".join(held.get(name, "").split())
            if text and not values.is_missing(text):
                return text
        return ""

    title = values.plain_text(pick("title"))
    abstract = values.plain_text(_text(held, order["abstract"]))
    if not title and not abstract:
        notes.count("blank", str(source))
    years = (held.get(name, "") for name in order["year"])
    year = next(filter(None, map(values.parse_year, years)), None)
    tell_year(pick("year"), year, str(source), notes)
    return Record(
        title=title,
        source=source,
        abstract=abstract,
        authors=_authors(coded, order["authors"]),
        year=year,
        journal=pick("journal"),
        volume=pick("volume"),
        number=pick("number"),
        pages=pick("pages").replace("--", "-"),
        doi=doi_in(pick("doi")),
        pmid=pmid_in(pick("pmid")) or pubmed_id_in(pick("pmid")),
        keywords=_keywords(held, order["keywords"]),
        language=language_code(pick("language")),
        kind=pick("kind") or entry.kind,
        fields=fields,
        raw=entry.raw,
    )


def _text(held: Mapping[str, str], names: Iterable[str]) -> str:
    """The first of these that says something, with its lines."""
    for name in names:
        text = held.get(name, "")
        if text and not values.is_missing(text):
            return text
    return ""


def _authors(held: Mapping[str, str], names: Iterable[str]) -> tuple[str, ...]:
    """Authors between the word *and*, or semicolons; braces keep a name together."""
    for name in names:
        text = " ".join(held.get(name, "").split())
        pieces = split_outside_braces(text, " and ")
        if len(pieces) == 1:
            pieces = split_outside_braces(text, ";")
        authors = [from_latex(piece).strip() for piece in pieces]
        if any(authors) and not values.is_missing(text):
            return tuple(_named(a) for a in authors if a and a.lower() not in _OTHERS)
    return ()


def _named(author: str) -> str:
    if "family=" in author or "family =" in author:
        parts = {part: text.strip(' "') for part, text in _PART.findall(author)}
        family = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
        return ", ".join(filter(None, (family, parts.get("suffix"), parts.get("given"))))
    return _NAMESAKE.sub("", author)


def split_outside_braces(text: str, separator: str) -> list[str]:
    """Split a text at a separator, in any letter case, where no brace is open."""
    pattern = re.compile(rf"[{{}}]|{re.escape(separator)}", re.IGNORECASE)
    pieces, depth, start, place = [], 0, 0, 0
    while found := pattern.search(text, place):
        mark, place = found.group(), found.end()
        if mark in {"{", "}"}:
            depth = max(0, depth + (1 if mark == "{" else -1))
        elif not depth:
            pieces.append(text[start : found.start()])
            start = place
            # In "A and and B" the blank between two separators belongs to both.
            place -= separator.endswith(" ")
    return [*pieces, text[start:]]


def _keywords(held: Mapping[str, str], names: Iterable[str]) -> tuple[str, ...]:
    """The keywords of the first field that has any, then those that only others have."""
    found: list[str] = []
    for name in names:
        known = {word.casefold() for word in found}
        words = values.split_keywords(" ".join(held.get(name, "").split()))
        found += [word for word in words if word.casefold() not in known]
    return tuple(found)


def _tell(notes: Notes) -> None:
    notes.repaired(
        "no brace",
        "entry was not closed and ends where the next one, or nothing, follows",
        "entries were not closed and end where the next one, or nothing, follows",
    )
    notes.repaired(
        "unclosed",
        "value was not closed and ends where a line begins the next field",
        "values were not closed and end where a line begins the next field",
    )
    notes.repaired("junk", "entry has text that is no field", "pieces of entries are no fields")
    notes.repaired(
        "inline",
        "entry begins in the middle of a line",
        "entries begin in the middle of a line",
    )
    notes.warn(
        "abbreviation",
        "value is an abbreviation that the file does not define",
        "values are abbreviations that the file does not define",
    )
    notes.warn(
        "no fields",
        "entry without any field was set aside",
        "entries without any field were set aside",
    )
    notes.warn(
        "cut",
        "entry at the end of the file is not closed; the file may have been cut",
        "entries at the end of the file are not closed; the file may have been cut",
    )
    tell_strays(notes)
    tell_texts(notes)
