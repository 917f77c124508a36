"""RIS that reference managers read, with decisions in notes.

A label that is settled stands in a note as ASReview writes it, the decisions of each reviewer in
one for people, and everything in one as `activescreen.formats.decisions.own` has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from activescreen.files import replacing
from activescreen.formats.content import lines_of
from activescreen.formats.decisions import own
from activescreen.formats.decisions.rayyan import source_note
from activescreen.formats.ris_tags import Field, fields_of, type_of
from activescreen.formats.screening import Screening
from activescreen.formats.wording import decisions_in_words, notes_in_words, reasons_of
from activescreen.records import Record, RecordSet

# Readers take an indented line for the continuation of the field above it, whatever it says.
_CONTINUATION = "\n      "


class RisWriter:
    """Writes RIS: the tags of the original where there is one, otherwise the usual ones."""

    name = "ris"
    title = "RIS"
    extensions: tuple[str, ...] = (".ris",)
    carries = (
        "every tag of RIS originals; every decision with all that is known of it, in notes; of "
        "tables only the columns that have a tag"
    )

    def write(self, path: Path, screening: Screening) -> int:
        """Write one reference a record."""
        with replacing(path) as stream:
            for record in screening.records:
                notes = tuple(notes_of(record, screening))
                fields = (*fields_of(record, notes=False), *(("N1", note) for note in notes))
                write_reference(stream, type_of(record), fields)
        return len(screening.records)


def write_ris(
    path: str | Path, records: RecordSet, labels: Mapping[str, bool] | None = None
) -> int:
    """Write records as RIS.

    Parameters
    ----------
    path
        The file; it is replaced when all is written.
    records
        The records; those read from RIS keep the tags that they had.
    labels
        Record id -> whether it is relevant; written as a note ``ASReview_relevant``,
        ``ASReview_irrelevant`` or, for records that are absent, ``ASReview_not_seen``.

    Returns
    -------
    Number of records written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with replacing(path) as stream:
        for record in records:
            notes = [("N1", _label_note(labels.get(record.id)))] if labels is not None else []
            write_reference(stream, type_of(record), (*fields_of(record), *notes))
    return len(records)


def write_reference(stream: IO[str], kind: str, fields: Iterable[Field]) -> None:
    """Write one reference: its type, its tags, its end."""
    stream.write(f"TY  - {kind}\n")
    for tag, value in fields:
        kept = [line.strip() for line in lines_of(value)]
        stream.write(f"{tag}  - {_CONTINUATION.join(kept)}\n")
    stream.write("ER  - \n\n")


def notes_of(record: Record, screening: Screening) -> Iterator[str]:
    """Notes of a record: the source's own, then what reviewers did."""
    mark = own.note_mark_of(record.id, screening)
    before = source_note(record, screening) if mark else record.fields.get("N1", "")
    if before.strip():
        yield before
    if screening.decisions:
        # Only where there are decisions at all does a missing one say "not seen".
        yield _label_note(screening.label(record.id))
    if not mark:
        return
    for name, said in (
        ("Decisions", decisions_in_words(screening, record.id)),
        ("Reasons", "; ".join(reasons_of(screening, record.id))),
        ("Tags", "; ".join(screening.tags.get(record.id, ()))),
        ("Notes", notes_in_words(screening, record.id)),
    ):
        if said:
            yield f"{name}: {' / '.join(lines_of(said))}"
    yield mark


def _label_note(relevant: bool | None) -> str:
    if relevant is None:
        return "ASReview_not_seen"
    return "ASReview_relevant" if relevant else "ASReview_irrelevant"
