"""PubMed's own text (.nbib), which citation managers import, with decisions in general notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from activescreen.files import replacing
from activescreen.formats.content import lines_of
from activescreen.formats.decisions import own
from activescreen.formats.nbib_tags import NOTE, tags_of
from activescreen.formats.ris_writer import notes_of
from activescreen.formats.screening import Screening
from activescreen.records import Record

_LINE: Final = 80
"""Characters of a line after its tag, as PubMed breaks them."""

_BROKEN: Final = frozenset(
    {"TI", "BTI", "CTI", "TT", "AB", "OAB", "AD", "CI", "COIS", "CN", "SO", "GR", "SI"}
)
_WIDTH: Final = 4
_CONTINUATION: Final = "\n      "
# Only where a single blank stands can a line be broken and put together again as it was.
_BREAK: Final = re.compile(r"(?<=\S) (?=\S)")


class NbibWriter:
    """Writes PubMed's tags; records that PubMed never had get them, too."""

    name = "nbib"
    title = "PubMed (MEDLINE, .nbib)"
    extensions: tuple[str, ...] = (".nbib",)
    carries = (
        "every tag of PubMed's originals; every decision with all that is known of it, in general "
        "notes (GN); abstracts lose their paragraphs, as in PubMed"
    )

    def write(self, path: Path, screening: Screening) -> int:
        """Write one citation a record."""
        with replacing(path) as stream:
            for record in screening.records:
                stream.write(f"PMID- {record.pmid}\n")
                fields = (*tags_of(record), *((NOTE, note) for note in _notes(record, screening)))
                for tag, text in fields:
                    value = _CONTINUATION.join(_lines(tag, text))
                    if value:
                        stream.write(f"{tag:<{_WIDTH}}- {value}\n")
                stream.write("\n")
        return len(screening.records)


def _notes(record: Record, screening: Screening) -> Iterator[str]:
    """What reviewers did, after the notes of the source itself."""
    if not own.note_mark_of(record.id, screening):
        yield from lines_of(record.fields.get(NOTE, ""))
    for note in notes_of(record, screening):
        yield from lines_of(note)


def _lines(tag: str, text: str) -> Iterator[str]:
    for line in filter(None, map(str.strip, lines_of(text))):
        yield from _broken(line) if tag in _BROKEN else (line,)


def _broken(text: str) -> Iterator[str]:
    line = ""
    for word in _BREAK.split(text):
        if line and len(line) + 1 + len(word) > _LINE:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
