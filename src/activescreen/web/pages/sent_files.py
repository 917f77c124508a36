"""Files of a form, taken one by one: one that is refused keeps no other out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import UploadFile

from activescreen.errors import InputError, MissingError
from activescreen.records import Record
from activescreen.review.full_texts.document_pile import add_documents
from activescreen.review.full_texts.documents import Upload, add_to_record
from activescreen.review.permissions import Access
from activescreen.web.settings import Settings
from activescreen.web.uploads import written


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a file.

    Attributes
    ----------
    name
        Its name.
    error
        Why it was refused; None where it was kept.
    record
        The record that it was added to by its name; None where it waits, or the record was named.
    by
        What told the record.
    """

    name: str
    error: InputError | None = None
    record: Record | None = None
    by: str = ""


def add_each(
    settings: Settings, access: Access, files: Sequence[UploadFile], record_id: str = ""
) -> list[Sent]:
    """Add each file to a record, or to the one that its name tells.

    Raises
    ------
    MissingError, LedgerError
        If there is no such record, or another one stands for it.
    """
    with written(files) as uploads:
        return [_add(settings, access, each, record_id) for each in uploads]


def _add(settings: Settings, access: Access, upload: Upload, record_id: str) -> Sent:
    database, originals, now = settings.database, settings.originals, settings.clock()
    try:
        if record_id:
            add_to_record(database, access, originals, record_id, [upload], now)
            return Sent(upload.name)
        (placed,) = add_documents(database, settings.boards, access, originals, [upload], now)
    except MissingError:
        raise
    except InputError as error:
        return Sent(upload.name, error)
    return Sent(upload.name, None, placed.record, placed.by)
