"""A ledger as a file: JSON lines with its population and every event, in their order.

The first line says what the file is, then comes one record a line, then one event a line:

    {"activescreen_ledger": 1, "votes_per_record": 1, "data_hash": "…", "texts_digest": "…", …}
    {"id": "4f0c…", "title": "…", …}
    {"record_id": "4f0c…", "id": "event-1", "verdict": "include", "draw": "ranked", …}

Files that other programs wrote are no ledgers, but hold decisions; `open_ledger` takes these too
and says what told it their order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from activescreen.errors import ActiveScreenError, InputError
from activescreen.files import write_whole
from activescreen.formats.decisions import found_in, own, screening_of
from activescreen.formats.export_table import STAGE_LABELS
from activescreen.formats.jsonl_writer import record_json
from activescreen.formats.labels import (
    IRRELEVANT,
    RELEVANT,
    UNLABELLED,
    Labels,
    labels_of,
    left_open,
)
from activescreen.formats.reading import read_records
from activescreen.formats.reading_order import ReadingOrder, in_order, reading_order
from activescreen.formats.screening import Screening
from activescreen.ledger import Decision, Draw, Ledger, Verdict
from activescreen.protocol import TITLE_ABSTRACT
from activescreen.records import Record, RecordSet, Source

MARK: Final = "activescreen_ledger"
VERSION: Final = 1

_VERDICTS: Final = {
    RELEVANT: Verdict.INCLUDE,
    IRRELEVANT: Verdict.EXCLUDE,
    UNLABELLED: Verdict.MAYBE,
}
_MOST: Final = 2**31
_TEXTS: Final = (
    *("title", "abstract", "journal", "volume", "number", "pages", "doi", "pmid"),
    *("language", "kind", "id"),
)
_EVENT_TEXTS: Final = ("id", "stage", "reviewer", "reason", "note", "ranking_hash")


class OpenedLedger(NamedTuple):
    """A ledger, and what told the order of its decisions.

    Attributes
    ----------
    ledger
        The ledger.
    order
        ``events`` for a ledger file, ``times`` where every decision has its time, ``rows`` where
        nothing but the order of the rows is known.
    stage
        The screening stage that the decisions are of, where the file tells that: by the name of
        the column, or by decisions that are all of one stage. None if it does not.
    """

    ledger: Ledger
    order: ReadingOrder
    stage: str | None = None


def write_ledger(path: str | Path, ledger: Ledger) -> None:
    """Write a ledger, as a whole or not at all; `read_ledger` gives it back.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    write_whole(Path(path), ledger_as_bytes(ledger))


def ledger_as_bytes(ledger: Ledger) -> bytes:
    """A ledger as the content of a file.

    The pieces of files that records were made of (``Record.raw``) are left out.
    """
    header = {
        MARK: VERSION,
        "votes_per_record": ledger.votes_per_record,
        "data_hash": ledger.records.data_hash,
        "texts_digest": ledger.records.texts_digest,
        "records": len(ledger.records),
        "events": len(ledger),
    }
    lines: list[Mapping[str, object]] = [header]
    lines += [{"id": record.id, **record_json(record)} for record in ledger.records]
    lines += [{"record_id": event.record_id, **own.decision_as_json(event)} for event in ledger]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    # Half a character, which UTF-8 has no bytes for, stays as JSON escapes it.
    return text.encode(errors="backslashreplace")


def read_ledger(
    path: str | Path,
    label_column: str | None = None,
    stage: str | None = None,
    votes_per_record: int = 1,
) -> Ledger:
    """The ledger of a file; see `open_ledger`, which also tells where its order comes from."""
    return open_ledger(path, label_column, stage, votes_per_record).ledger


def open_ledger(
    path: str | Path,
    label_column: str | None = None,
    stage: str | None = None,
    votes_per_record: int = 1,
) -> OpenedLedger:
    """Read a ledger file, or make a ledger of any other file that holds decisions.

    Decisions of such a file are those that reviewers' programs left in it, otherwise the labels
    of a column, where "maybe" and "conflict" are open decisions. Their order is that of their
    times, and without times that of the rows.

    Parameters
    ----------
    path
        The file.
    label_column
        Column with the labels; not for ledger files. By default as `labels_of` finds it.
    stage
        The stage that a column's labels belong to; title and abstract by default.
    votes_per_record
        How many agreeing reviewers make a label final; a ledger file says that itself, and the
        labels of a column count as settled.

    Raises
    ------
    InputError
        If a ledger file is damaged, with its line; if another file cannot be read or holds no
        decision; or if its decisions and its label column contradict each other.
    """
    file = Path(path)
    if label_column is None and is_ledger(file):
        ledger = _LedgerFile(file).read()
        return OpenedLedger(ledger, ReadingOrder.EVENTS, _one_stage(ledger))
    records = read_records(file, keep_raw=False)
    labels = labels_of(records, label_column, stage)
    screening = None if label_column else _decided(records, labels)
    if screening is None:
        read = (labels.values != UNLABELLED) | left_open(records, labels.column)
        places, timed = reading_order(records, read)
        decisions = [
            _labelled(records.ids[place], int(labels.values[place]), stage, votes_per_record)
            for place in places
        ]
    else:
        decisions, timed = in_order(screening.decisions)
    told = labels.stage if screening is None else _one_stage(decisions)
    if not decisions:
        raise InputError(
            "There is no decision in the file: no record has a label.",
            where=file.name,
            remedy="Give a ledger, or a file in which records are labelled.",
        )
    ledger = Ledger(records, votes_per_record=votes_per_record)
    ledger.append(decisions)
    return OpenedLedger(ledger, ReadingOrder.TIMES if timed else ReadingOrder.ROWS, told)


def _one_stage(decisions: Iterable[Decision]) -> str | None:
    stages = {made.stage for made in decisions}
    return stages.pop() if len(stages) == 1 else None


def _labelled(record_id: str, label: int, stage: str | None, votes: int) -> Decision:
    return Decision(
        record_id,
        _VERDICTS[label],
        Draw.RANKED,
        stage=stage or TITLE_ABSTRACT,
        reviewer="file",
        resolves=votes > 1 and label != UNLABELLED,
    )


def _decided(records: RecordSet, labels: Labels) -> Screening | None:
    """The decisions of a program, where the labels are its own; None where a column counts."""
    ours = any(own.COLUMN in record.fields for record in records)
    screening = screening_of(records)
    if not ours:
        from_program = any(found_in(record).column == labels.column for record in records)
        return screening if from_program and screening.decisions else None
    of_stage = next(
        (name for name, column in STAGE_LABELS.items() if column == labels.column), None
    )
    for record, value in zip(records, labels.values, strict=True):
        label = screening.label(record.id, of_stage)
        if (UNLABELLED if label is None else int(label)) != value:
            raise InputError(
                f"The label in column '{labels.column}' is not what the decisions in "
                f"'{own.COLUMN}' say.",
                where=f"{record.source}, record {record.id}",
                remedy="Labels were changed after the export. Name the column that holds the "
                "labels, or take the file as it was exported.",
            )
    return screening


def is_ledger(file: Path) -> bool:
    """Whether a file says in its first line that it is a ledger."""
    try:
        with file.open("rb") as stream:
            return f'"{MARK}"'.encode() in stream.readline(1000)
    except OSError:
        return False  # Reading it as any other file tells what is wrong.


class _LedgerFile:
    """Reads a ledger file line by line, and names the line in every refusal."""

    def __init__(self, file: Path) -> None:
        self._name = file.name
        self._lines = file.read_bytes().split(b"\n")
        self._at = 0
        if self._lines[-1] == b"":
            self._lines.pop()

    def read(self) -> Ledger:
        header = self._object()
        counts = [header.get(name) for name in (MARK, "votes_per_record", "records", "events")]
        good = [number for number in counts if type(number) is int and number >= 0]
        digests = {"data_hash", "texts_digest"} <= header.keys()
        if len(good) < len(counts) or not good[1] or not digests:
            raise self._refusal("The header is damaged: a count or a digest is missing.")
        version, votes, *expected = good
        if version != VERSION:
            raise self._refusal(
                f"This is version {version} of a ledger's format; version {VERSION} is known.",
                "Use the version of activescreen that wrote it, or a newer one.",
            )
        if len(self._lines) != 1 + sum(expected):
            raise self._refusal(
                f"The header promises {expected[0]:,} records and {expected[1]:,} events, but "
                f"{len(self._lines) - 1:,} lines follow; the file was cut or changed."
            )
        records = RecordSet(self._records(expected[0]))
        if records.data_hash != header["data_hash"]:
            self._at = 1
            raise self._refusal(
                "The data hash is not that of the records that follow: records were changed, "
                "added or removed."
            )
        if records.texts_digest != header["texts_digest"]:
            self._at = 1
            raise self._refusal(
                "The texts of the records that follow are not those that were written: a title, "
                "abstract, author, year, journal, DOI or PubMed id was changed."
            )
        ledger = Ledger(records, votes_per_record=votes)
        self._append_events(ledger, expected[1])
        return ledger

    def _records(self, number: int) -> Iterator[Record]:
        seen: set[str] = set()
        for _ in range(number):
            said = self._object()
            try:
                record = _record(said)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise self._refusal(f"The record is damaged ({error}).") from error
            if not record.id or record.id in seen:
                raise self._refusal(f"The record id '{record.id}' is blank or comes twice.")
            seen.add(record.id)
            yield record

    def _append_events(self, ledger: Ledger, number: int) -> None:
        seen: set[str] = set()
        for _ in range(number):
            said = self._object()
            try:
                event = _event(said)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise self._refusal(f"The event is damaged ({error}).") from error
            if not event.id or event.id in seen:
                raise self._refusal(f"The event id '{event.id}' is blank or comes twice.")
            seen.add(event.id)
            try:
                ledger.append(event)
            except ActiveScreenError as error:
                raise self._refusal(error.what) from error

    def _object(self) -> dict[str, Any]:
        line, self._at = self._lines[self._at], self._at + 1
        try:
            said = json.loads(line.decode())
        except (ValueError, RecursionError) as error:
            raise self._refusal(f"The line is damaged ({error}).") from error
        if not isinstance(said, dict):
            raise self._refusal("The line is damaged: it is no JSON object.")
        return said

    def _refusal(self, what: str, remedy: str = "") -> InputError:
        return InputError(
            what,
            where=f"{self._name}, line {self._at}",
            remedy=remedy or "Take the ledger as it was written; it is not to be edited.",
        )


def _record(said: Mapping[str, Any]) -> Record:
    """A record from what `record_json` gave, nothing changed."""
    _check_texts(said, ("source", *_TEXTS))
    fields = said["fields"]
    _check_texts(fields, tuple(fields))
    for name in ("authors", "keywords"):
        _check_list(said[name], name)
    for name in ("row", "line", "year"):
        if type(said[name]) is not int and (name == "row" or said[name] is not None):
            raise ValueError(f"'{name}' is no number")
    if said["database"] is not None and not isinstance(said["database"], str):
        raise TypeError("'database' is no text")
    said["id"].encode()  # raises where half a character stands in it, which no hash could take
    source = Source(said["source"], said["row"], said["line"], said["database"])
    return Record(
        source=source,
        year=said["year"],
        authors=tuple(said["authors"]),
        keywords=tuple(said["keywords"]),
        fields=dict(fields),
        **{name: said[name] for name in _TEXTS},
    )


def _check_texts(said: Mapping[Any, Any], names: tuple[Any, ...]) -> None:
    for name in names:
        if not isinstance(said.get(name, ""), str):
            raise TypeError(f"'{name}' is no text")


def _check_list(values: object, name: str) -> None:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"'{name}' is no list of texts")


def _event(said: Mapping[str, Any]) -> Decision:
    """An event from what `write_ledger` wrote."""
    _check_texts(said, _EVENT_TEXTS)
    _check_list(said.get("failed_criteria", []), "failed_criteria")
    event = own.decision_of(said, said["record_id"])
    if not isinstance(event.record_id, str):
        raise TypeError("'record_id' is no text")
    if event.seconds is not None and not isinstance(event.seconds, int | float):
        raise TypeError("'seconds' is no number")
    place = event.position
    if place is not None and (type(place) is not int or not 0 <= place < _MOST):
        raise TypeError("'position' is no number from 0 on")
    if not isinstance(event.resolves, bool):
        raise TypeError("'resolves' is neither true nor false")
    return event
