"""Rayyan's export: an archive of the articles and the log of what reviewers did with them."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from activescreen.errors import InputError
from activescreen.formats.base import Reader
from activescreen.formats.containers import HIGHEST_RATIO, LARGEST_UNPACKED
from activescreen.formats.content import Content
from activescreen.formats.decisions.note_fields import notes_in
from activescreen.formats.decisions.rayyan import LOG
from activescreen.formats.decisions.rayyan_notes import is_rayyan_note, read_note
from activescreen.formats.notes import Notes
from activescreen.formats.rayyan_log import (
    OTHER_VERDICTS,
    Event,
    article_number,
    read_log,
    verdicts_used,
    with_names,
)
from activescreen.ledger import Verdict
from activescreen.records import Record

LOG_FILE = "customizations_log.csv"
_SMALL = 50 << 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError),
)


class RayyanReader:
    """Reads the zip that Rayyan exports, with the events of its log joined to the articles.

    The articles are CSV, RIS or BibTeX, as the review was exported, and are read as such. A
    record's field ``rayyan_log`` holds its events.
    """

    name = "rayyan"
    title = "Rayyan export (zip of the articles and the log)"
    extensions: tuple[str, ...] = (".zip",)

    def recognises(self, content: Content) -> float:
        """Sure if the file is a zip archive with Rayyan's log in it."""
        if not content.beginning.startswith(b"PK\x03\x04"):
            return 0.0
        try:
            with content.open() as stream, zipfile.ZipFile(stream) as archive:
                return 1.0 if _named(archive.namelist(), LOG_FILE) else 0.0
        except _BROKEN:
            return 0.0

    def starts(self, content: Content) -> int | None:
        """As the reader of the articles counts them."""
        archive = _opened(content)
        return archive.reader.starts(archive.articles)

    def read(self, content: Content, mapping: Mapping[str, str], notes: Notes) -> Iterator[Record]:
        """Records of the articles, with their events.

        Raises
        ------
        InputError
            If the archive is damaged or has no articles, or as the reader of these says.
        """
        archive = _opened(content)
        if archive.others:
            listed = ", ".join(f"'{name}'" for name in archive.others)
            notes.warnings.append(f"Of the archive {listed} was not read.")
        events, verdicts = _events(archive, notes)
        waiting: dict[str, list[Event]] = {}
        for event in events:
            waiting.setdefault(event.article, []).append(event)
        for record in archive.reader.read(archive.articles, mapping, notes):
            source = replace(record.source, file=content.name)
            own = waiting.pop(_number(record), [])
            fields = record.fields
            if own:
                said = [event.as_json(verdicts) for event in own]
                fields = {**fields, LOG: json.dumps(said, ensure_ascii=False)}
            yield replace(record, source=source, fields=fields)
        notes.dialect = "Rayyan"
        for article in waiting:
            notes.count("no article", f"article {article}")
        notes.warn(
            "no article",
            "article of the log is not among the articles; what was done with it is left out",
            "articles of the log are not among the articles; what was done with them is left out",
        )


@dataclass(frozen=True)
class _Archive:
    """What is in the zip: the articles with the reader that takes them, the log, and the rest."""

    reader: Reader
    articles: Content
    log: Content
    others: tuple[str, ...]


def _events(archive: _Archive, notes: Notes) -> tuple[Iterator[Event], Mapping[str, Verdict]]:
    events = read_log(archive.log)
    votes = {
        _number(record): dict(read_note(text).votes)
        for record in archive.reader.read(archive.articles, {}, Notes())
        for text in notes_in(record)
        if is_rayyan_note(text)
    }
    verdicts = verdicts_used(events, votes)
    if verdicts is OTHER_VERDICTS:
        notes.warnings.append(
            "The log writes 0 for excluded and -1 for maybe, as the notes of the articles show; "
            "it was read so."
        )
    return with_names(events, votes, verdicts), verdicts


def _number(record: Record) -> str:
    """Rayyan's number of an article: in its key, in RIS under ID, in BibTeX the entry's name."""
    for name in ("key", "ID", "id"):
        if text := record.fields.get(name, ""):
            return article_number(text)
    return ""


def _opened(content: Content) -> _Archive:
    """The archive with its articles and log unpacked.

    Raises
    ------
    InputError
        If it is damaged, unpacks to too much, or has no articles.
    """
    try:
        with content.open() as stream, zipfile.ZipFile(stream) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_size(members, content.name)
            log = _named([member.filename for member in members], LOG_FILE)
            articles, *others = [name for name in _likely_articles(members) if name != log] or [""]
            texts = {name: archive.read(name) for name in (articles, log) if name}
    except _BROKEN as error:
        raise InputError(
            f"The archive is damaged ({error}).",
            where=content.name,
            remedy="Export or download it again.",
        ) from error
    if not log:
        raise InputError(
            f"The archive has no '{LOG_FILE}', so it is no export of Rayyan.",
            where=content.name,
            remedy="Unpack it and name the files in it.",
        )
    if not articles:
        raise InputError(
            "Rayyan's archive has a log but no articles.",
            where=content.name,
            remedy="Export the review from Rayyan again.",
        )
    # Here, since reading looks up all readers, this one too.
    from activescreen.formats.reading import recognise

    inner = Content(f"{content.name}/{articles}", texts[articles])
    events = Content(f"{content.name}/{log}", texts[log])
    return _Archive(recognise(inner), inner, events, tuple(others))


def _check_size(members: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > min(LARGEST_UNPACKED, max(_SMALL, packed * HIGHEST_RATIO)):
        raise InputError(
            "The archive unpacks to far more than an export has; it was not read.",
            where=name,
            remedy="Unpack it yourself if you trust it, and name the files in it.",
        )


def _likely_articles(members: list[zipfile.ZipInfo]) -> list[str]:
    """Names of members, those called articles first, then by size."""
    visible = [
        member
        for member in members
        if not member.filename.startswith("__MACOSX")
        and not PurePosixPath(member.filename).name.startswith(".")
    ]
    visible.sort(
        key=lambda member: (
            not PurePosixPath(member.filename).name.startswith("articles"),
            -member.file_size,
        )
    )
    return [member.filename for member in visible]


def _named(names: list[str], wanted: str) -> str:
    return next((name for name in names if PurePosixPath(name).name == wanted), "")
