"""RIS in the flavour that EPPI-Reviewer writes and reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from activescreen.files import replacing
from activescreen.formats.ris_tags import Field, fields_of, is_ris, type_of
from activescreen.formats.ris_writer import notes_of, write_reference
from activescreen.formats.screening import Screening
from activescreen.records import Record

# Tag here -> tag in EPPI-Reviewer, and their order there.
_TAGS: Final = {"TI": "T1", "AU": "A1", "T2": "JF"}
_SEQUENCE: Final = (
    *("T1", "JF", "A1", "ST", "KW", "PY", "DA", "Y1", "AB", "DO", "VL", "IS", "SP", "EP", "CY"),
    *("UR", "SN", "PB", "LA", "AN"),
)
_ORDER: Final = {tag: place for place, tag in enumerate(_SEQUENCE)}


class EppiWriter:
    """Writes RIS with EPPI-Reviewer's tags.

    Its RIS import takes no codes, so what reviewers did stands in notes. Authors keep the comma
    between surname and initials, which EPPI-Reviewer reads but does not write.
    """

    name = "eppi"
    title = "RIS for EPPI-Reviewer"
    extensions: tuple[str, ...] = (".ris",)
    carries = "every decision with all that is known of it, in notes; its RIS has no codes"

    def write(self, path: Path, screening: Screening) -> int:
        """Write one reference a record, with its number under U1."""
        with replacing(path) as stream:
            for record in screening.records:
                write_reference(stream, type_of(record), _fields(record, screening))
        return len(screening.records)


def _fields(record: Record, screening: Screening) -> Iterator[Field]:
    found = list(fields_of(record, notes=False))
    if not is_ris(record):
        found = [(_TAGS.get(tag, tag), value) for tag, value in found]
    tags = {tag for tag, _ in found}
    if record.authors and "ST" not in tags:
        surname = record.authors[0].partition(",")[0].split()
        found.append(("ST", f"{' '.join(surname[:1])} ({record.year or 'n.d.'})"))
    if record.year:
        found += [(tag, f"{record.year}///") for tag in ("DA", "Y1") if tag not in tags]
    found.sort(key=lambda pair: _ORDER.get(pair[0], len(_ORDER)))
    yield from found
    if "U1" not in tags:
        yield "U1", record.id
    yield from (("N1", note) for note in notes_of(record, screening))
