"""EndNote's tagged text (.enw), which nearly every reference manager imports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from activescreen.files import replacing
from activescreen.formats import values
from activescreen.formats.content import lines_of
from activescreen.formats.endnote_notes import notes_as_text
from activescreen.formats.endnote_types import stands_in_book, type_of
from activescreen.formats.endnote_values import accession_of, keyword_texts
from activescreen.formats.enw_lines import PLAIN
from activescreen.formats.markup import protected
from activescreen.formats.screening import Screening
from activescreen.identifiers import doi_in
from activescreen.languages import language_code
from activescreen.records import Record

Field = tuple[str, str]
"""A tag and its value."""

_UNREADABLE: Final = re.compile("[\x00\ud800-\udfff]")
_TAG: Final = re.compile(PLAIN.pattern.partition("(?:")[0])
# Tags of which each line is a value of its own; lines of the others belong together.
_ONE_A_LINE: Final = frozenset({"%A", "%E", "%?", "%Y", "%H", "%U", "%@", "%G", "%>"})


class EnwWriter:
    """Writes the tags that EndNote imports.

    Blank lines would end a record in other programs: each paragraph of an abstract has a ``%X`` of
    its own.
    """

    name = "enw"
    title = "EndNote tagged (.enw, refer)"
    extensions: tuple[str, ...] = (".enw",)
    carries = (
        "every tag of originals of this format; every decision with all that is known of it, in "
        "notes (%Z)"
    )

    def write(self, path: Path, screening: Screening) -> int:
        """Write one reference a record."""
        with replacing(path) as stream:
            for record in screening.records:
                notes = notes_as_text(record, screening)
                for tag, value in _fields(record, notes):
                    stream.write(f"{tag} {_lines(value)}\n")
                stream.write("\n")
        return len(screening.records)


def _fields(record: Record, notes: str) -> Iterator[Field]:
    """Tags and values in EndNote's order; empty ones left out but for the title."""
    given = _given(record)
    kind = given.get("%0", "") or type_of(record.kind)
    yield "%0", kind
    used = {"%0", "%T", "%X", "%K", "%Z", "%A", "%D"}
    edited = not given.get("%A") and bool(given.get("%E"))
    yield from (("%A", _author(name)) for name in record.authors if not edited)
    said = given.get("%D", "")
    same = said and (record.year is None or values.parse_year(said) == record.year)
    dated = not said and record.year and values.parse_year(given.get("%8", "")) == record.year
    yield from _filled("%D", said if same else "" if dated else str(record.year or ""))
    yield "%T", protected(" ".join(record.title.split()))
    for tag, text in _single(record, given, kind):
        used.add(tag)
        yield from _filled(tag, text)
    if record.kind not in {kind, given.get("%9")}:
        used.add("%9")
        yield from _filled("%9", record.kind)
    for word in keyword_texts(record.keywords):
        yield from _filled("%K", word)
    for tag, text in given.items():
        if tag not in used:
            parts = lines_of(text) if tag in _ONE_A_LINE else [text]
            yield from ((tag, part) for part in parts if part.strip())
    if record.abstract.strip():
        yield from (("%X", part) for part in _paragraphs(protected(record.abstract)))
    yield from _filled("%Z", notes)


def _given(record: Record) -> Mapping[str, str]:
    """The tags of an original of this format; empty for records from elsewhere."""
    tags = {tag: text for tag, text in record.fields.items() if _TAG.fullmatch(tag)}
    return tags if "%T" in tags or "%0" in tags else {}


def _single(record: Record, given: Mapping[str, str], kind: str) -> Iterator[Field]:
    """Tags with one value, as the original has them while they say the same."""
    journal = "%B" if given.get("%B") or (stands_in_book(kind) and not given.get("%J")) else "%J"
    journal = "%J" if given.get("%J") else journal
    yield journal, record.journal or given.get(journal, "")
    for tag, text in (("%V", record.volume), ("%N", record.number), ("%P", record.pages)):
        yield tag, text or given.get(tag, "")
    yield "%R", _kept(given.get("%R", ""), doi_in(given.get("%R", "")), record.doi)
    accession = accession_of(" ".join(given.get("%M", "").split()), record.pmid)
    yield "%M", accession
    if record.pmid and accession == record.pmid and not given.get("%~"):
        yield "%~", "PubMed"
    language = given.get("%G", "")
    if not language or language_code(language) != record.language:
        yield "%G", record.language or language


def _kept(given: str, read: str, value: str) -> str:
    """The original's text while it says the value or there is none; otherwise the value."""
    return given if given and (not value or read == value) else value


def _filled(tag: str, text: str) -> Iterator[Field]:
    if text.strip():
        yield tag, text


def _author(name: str) -> str:
    """A name; EndNote takes one that ends with a comma for a group's and leaves it whole."""
    plain = " ".join(name.split())
    return plain if "," in plain else f"{plain},"


def _paragraphs(text: str) -> list[str]:
    return "\n".join(lines_of(text)).split("\n\n")


def _lines(value: str) -> str:
    """A value whose further lines neither look like a tag nor are blank."""
    lines = [line.strip() for line in lines_of(_UNREADABLE.sub("", value))]
    first, *further = lines
    kept = (f"  {line}" if PLAIN.fullmatch(line) else line for line in further if line)
    return "\n".join((first, *kept))
