"""PubMed's own text (.nbib, MEDLINE): tags of four signs, continuations indented by six blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from activescreen.formats import values
from activescreen.formats.citations import parse_citation
from activescreen.formats.content import Content
from activescreen.formats.notes import Notes
from activescreen.formats.tagged import (
    Piece,
    Strays,
    Tags,
    columns_of,
    each,
    first,
    listed,
    nothing_found,
    order_of,
    set_aside,
    tell_strays,
    tell_texts,
    tell_year,
)
from activescreen.identifiers import doi_in, pmid_in
from activescreen.languages import language_code
from activescreen.records import Record, Source

# In reading order: the first tag with a value counts; keywords are put together.
FIELD_TAGS: dict[str, tuple[str, ...]] = {
    "title": ("TI", "CTI", "BTI", "TT"),
    "abstract": ("AB", "OAB"),
    "authors": ("FAU", "AU", "FED", "ED"),
    "year": ("DP", "DEP", "PHST", "EDAT", "CRDT"),
    "journal": ("JT", "TA"),
    "volume": ("VI",),
    "number": ("IP",),
    "pages": ("PG",),
    "doi": ("LID", "AID"),
    "pmid": ("PMID",),
    "keywords": ("MH", "OT"),
    "language": ("LA",),
    "kind": ("PT",),
}
MARKS = ("PMID", "PMC", "OWN")
"""Tags one of which begins a record: the last two where PubMed Central and ERIC export."""

_LAST = "SO"
"""With which PubMed ends records."""

# Four signs and a hyphen; "DNA - binding" within a text is not told from a tag, but there texts
# are indented. Some of ERIC's are longer.
_TAG = re.compile(r"(?=[A-Z0-9 ]{2,4}-|(?:E?ISSN|ISBN) ?-)([A-Z][A-Z0-9]{1,4}) {0,2}-(?: (.*)|\s*)")
_PADDED = 4
_START = re.compile(
    r"^(?:PMID- ?(?:\d|$)|PMC {0,2}- ?(?:PMC)?\d|OWN {0,2}- ?[A-Z]{2})", re.MULTILINE
)
_OTHER = re.compile(
    r"^(?:TI  |AB  |FAU |AU  |DP  |LID |JT  |TA  |BTI |SO  |STAT|PST |EDAT|OID )-", re.MULTILINE
)
_RIS = re.compile(r"^TY  ?- ?[A-Z]", re.MULTILINE)
_TEXT = frozenset({"TI", "BTI", "CTI", "AB", "FAU", "AU"})
_GROUPS = ("CN",)
_PROMISE = re.compile(r"(?:Publisher: )?Abstract available from the publisher\.?", re.IGNORECASE)
# What stands for a title that was never translated; the original one is in TT.
_NO_TITLE = re.compile(r"\[?(?:Not Available|In process citation)\]?\.?", re.IGNORECASE)
_OTHER_IDENTIFIER = re.compile(r"\[(?:pii|bookaccession|pmc|sici|pubmed)\]\s*$")
_ARTICLE_NUMBER = re.compile(r"[\w.-]{1,20}")


class MedlineReader:
    """Reads what PubMed saves as "PubMed" or hands to citation managers, and ERIC's like it."""

    name = "medline"
    title = "PubMed (MEDLINE, .nbib)"
    extensions: tuple[str, ...] = (".nbib", ".medline", ".txt")

    def recognises(self, content: Content) -> float:
        """Sure if ``PMID-`` begins a line and others are tagged as PubMed does."""
        head = content.head.replace("\r\n", "\n").replace("\r", "\n")
        if not (_START.search(head) and _OTHER.search(head)):
            return 0.0
        # A RIS file whose notes quote PubMed's text is still RIS.
        return 0.6 if _RIS.search(head) else 0.97

    def starts(self, content: Content) -> int:
        """Lines tagged with the mark that comes first in the file, nearly always ``PMID``."""
        lead, number = "", 0
        for line in content.lines():
            mark = line[:_PADDED].rstrip(" -")
            if mark in MARKS and _tag_of(line) == mark:
                lead = lead or mark
                number += mark == lead
        return number

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records, with every tag of the original in ``fields``.

        Raises
        ------
        InputError
            If there is text but no record in it.
        """
        mapped = {field: tag.strip().rstrip("- ").upper() for field, tag in mapping.items()}
        order = order_of(FIELD_TAGS, mapped)
        used: set[str] = set()
        origins: set[str] = set()
        ends: list[str] = []
        row = -1
        for row, piece in enumerate(_scan(content.lines(), notes)):
            used |= piece.tags.keys()
            origins.add(_origin(piece.tags))
            # Of all but the last record it is enough to know in which ways they end.
            ends = [*dict.fromkeys(ends), _last_tag(piece)]
            yield medline_record(piece, order, Source(content.name, row, piece.line), notes)
        if row < 0:
            raise nothing_found(content.name, "PubMed", "a line 'PMID- 12345678'")
        notes.dialect = origins.pop() if len(origins) == 1 else "PubMed"
        if len(ends) > 1 and ends[-1] != _LAST and set(ends[:-1]) == {_LAST}:
            notes.count("cut", f"line {piece.line}")
        notes.columns = columns_of(order, used, mapped)
        _tell(notes)


def _origin(tags: Tags) -> str:
    """Which database wrote a record."""
    if tags.get("OWN", [""])[0] == "ERIC":
        return "ERIC"
    return "PubMed Central" if next(iter(tags), "") == "PMC" else "PubMed"


def _last_tag(piece: Piece) -> str:
    """The tag at the end of a record; chapters of books have no source, and end as they like."""
    return _LAST if "BTI" in piece.tags else next(reversed(piece.tags))


def _tag_of(line: str) -> str:
    found = _TAG.fullmatch(line)
    return found.group(1) if found else ""


@dataclass(slots=True)
class _Open:
    """The record that is being read, and what came just before the next line."""

    piece: Piece | None = None
    value: list[str] | None = None
    lead: str = ""
    after_blank: bool = True
    blanks: list[str] = field(default_factory=list)


def _scan(lines: Iterable[str], notes: Notes) -> Iterator[Piece]:
    """Cut lines into records: one closes where the next begins."""
    now, strays = _Open(), Strays(notes)
    for number, line in enumerate(lines, 1):
        found = None if line[:1].isspace() else _TAG.fullmatch(line)
        if found is None:
            _continue(now, strays, number, line)
            continue
        tag, text = found.group(1), (found.group(2) or "").strip()
        if now.piece is not None and _begins(tag, now.piece, after_blank=now.after_blank):
            yield from _checked(now, notes)
            now.piece, now.blanks = None, []
        if now.piece is None:
            strays.end()
            now.piece = Piece(number)
        now.piece.lines += [*now.blanks, line]
        now.blanks, now.after_blank = [], False
        if tag in MARKS and not now.lead:
            now.lead = tag
        now.piece.starts += tag == now.lead
        now.value = now.piece.add(tag, text)
    strays.end()
    yield from _checked(now, notes)


def _begins(tag: str, piece: Piece, *, after_blank: bool) -> bool:
    """Whether a tag begins another record than the one that is open."""
    if tag not in MARKS:
        # Records of which the first lines are lost still stand apart.
        return after_blank and tag in piece.tags and tag in {"TI", "DP", "FAU"}
    if tag in piece.tags:
        return True
    # PubMed names the copy in PubMed Central, and ERIC's owner, among the other lines.
    return bool(piece.tags.keys() & _TEXT) and (tag == "PMID" or after_blank)


def _continue(now: _Open, strays: Strays, number: int, line: str) -> None:
    if now.piece is None:
        strays.take(number, line)
    elif not line.strip():
        now.after_blank = True
        now.blanks.append(line)
    elif now.value is not None:
        now.piece.lines += [*now.blanks, line]
        now.blanks, now.after_blank = [], False
        # A tag's further lines are one value: PubMed breaks lines at 80 characters.
        now.value[-1] = f"{now.value[-1]} {line.strip()}".strip()


def _checked(now: _Open, notes: Notes) -> Iterator[Piece]:
    piece = now.piece
    if piece is None:
        return
    if not piece.starts:
        if not piece.tags.keys() & _TEXT:
            set_aside(piece, notes)
            return
        notes.without_start += 1
        notes.count("no mark", f"line {piece.line}")
    yield piece


def medline_record(
    piece: Piece, order: Mapping[str, tuple[str, ...]], source: Source, notes: Notes
) -> Record:
    """A record of what stands under PubMed's tags.

    Parameters
    ----------
    piece
        Tags with their values, one item a value.
    order
        Field of a record -> tags to take it from.
    source
        Where it stands.
    notes
        Takes what is missing.
    """
    tags = piece.tags
    cited = parse_citation(first(tags, ("SO",)))
    title, abstract = values.plain_text(_title(tags, order["title"])), _abstract(tags, order)
    if not title and not abstract:
        notes.count("blank", str(source))
    dates = (*each(tags, order["year"]), str(cited.year or ""))
    year = next(filter(None, map(values.parse_year, dates)), None)
    tell_year(first(tags, ("DP",)), year, str(source), notes)
    return Record(
        title=title,
        source=Source(source.file, source.row, source.line, _origin(tags)),
        abstract=abstract,
        authors=_authors(tags, order["authors"]),
        year=year,
        journal=first(tags, order["journal"])
        or _book(tags)
        or (cited.journal if cited.volume else ""),
        volume=first(tags, order["volume"]) or cited.volume,
        number=first(tags, order["number"]) or cited.number,
        pages=first(tags, order["pages"]) or _article_number(tags) or cited.pages,
        doi=_doi(tags, order["doi"]),
        pmid=next(filter(None, map(pmid_in, _values(tags, order["pmid"]))), ""),
        keywords=_keywords(tags, order["keywords"]),
        language=language_code(first(tags, order["language"])),
        kind="; ".join(listed(tags, order["kind"], "\n")),
        fields=piece.fields(),
        raw=piece.raw,
    )


def _values(tags: Tags, names: tuple[str, ...]) -> Iterator[str]:
    return (value for name in names for value in tags.get(name, ()) if value)


def _title(tags: Tags, names: tuple[str, ...]) -> str:
    """The title; one that only says that there is none gives way to any other."""
    titles = [text for text in each(tags, names) if text and not values.is_missing(text)]
    return next((text for text in titles if not _NO_TITLE.fullmatch(text)), first(tags, names))


def _abstract(tags: Tags, order: Mapping[str, tuple[str, ...]]) -> str:
    """The abstract; in another language only where there is none in the first."""
    for text in _values(tags, order["abstract"]):
        if not values.is_missing(text) and not _PROMISE.fullmatch(text.strip()):
            return values.plain_text(text)
    return ""


def _authors(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """People by their full names where those are given, then groups."""
    return (*listed(tags, names, "\n"), *listed(tags, _GROUPS, "\n"))


def _book(tags: Tags) -> str:
    """The book of a chapter."""
    return first(tags, ("BTI",)) if first(tags, ("TI", "CTI")) else ""


def _doi(tags: Tags, names: tuple[str, ...]) -> str:
    """The DOI, which stands beside publishers' own identifiers under the same tags."""
    texts = [text for text in _values(tags, names) if not _OTHER_IDENTIFIER.search(text)]
    named = (text for text in texts if text.endswith("[doi]"))
    return next(filter(None, map(doi_in, (*named, *texts))), "")


def _article_number(tags: Tags) -> str:
    """What stands for pages in journals without: an identifier that says no more of itself."""
    return next((text for text in tags.get("LID", ()) if _ARTICLE_NUMBER.fullmatch(text)), "")


def _keywords(tags: Tags, names: tuple[str, ...]) -> tuple[str, ...]:
    """Headings, then authors' keywords."""
    found = (word.strip() for text in _values(tags, names) for word in text.split(";"))
    return tuple(word for word in found if word)


def _tell(notes: Notes) -> None:
    notes.repaired(
        "no mark",
        "record did not begin with a line such as PMID",
        "records did not begin with a line such as PMID",
    )
    notes.warn(
        "cut",
        "record, the last one, ends unlike the others; the file may have been cut",
        "records end unlike the others; the file may have been cut",
    )
    tell_strays(notes)
    tell_texts(notes)
