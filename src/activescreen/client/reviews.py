"""One review, and what one does in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Literal, TypedDict, Unpack
from urllib.parse import quote
from uuid import uuid4

from activescreen.client.connection import Connection
from activescreen.client.shapes import (
    Decided,
    ImportDone,
    Page,
    Record,
    RecordLine,
    ReviewSeen,
    Served,
    ServedRecord,
    Training,
)
from activescreen.errors import InputError
from activescreen.files import write_whole
from activescreen.ledger import Verdict
from activescreen.protocol import TITLE_ABSTRACT

Sort = Literal["import", "rank", "newest", "oldest", "title"]
State = Literal["unread", "waiting", "undecided", "included", "excluded"]
Said = Literal["include", "exclude", "maybe"]

_AT_ONCE: Final = 200


class Filters(TypedDict, total=False):
    """What is looked for; what is left out is not asked.

    Attributes
    ----------
    text
        Words that must be there, phrases in quotation marks.
    stage, state, mine
        How far the record is at a stage, and what one said of it oneself.
    wave, file, year_from, year_to, language, tag, abstract
        Where it is from, and what it has.
    """

    text: str
    stage: str
    state: State
    mine: Verdict | Said | Literal["none"]
    wave: int
    file: int
    year_from: int
    year_to: int
    language: str
    tag: str
    abstract: bool


class ReviewClient:
    """One review.

    Parameters
    ----------
    connection
        To the service.
    number
        The review's.
    """

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self.number = number
        self._path = f"/reviews/{number}"

    def show(self) -> ReviewSeen:
        """The review at a glance."""
        return ReviewSeen.of(self._connection.get(self._path))

    def page(
        self,
        *,
        sort: Sort | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        **filters: Unpack[Filters],
    ) -> Page:
        """One page of records.

        Parameters
        ----------
        sort, cursor, limit
            The order, what another page gave as ``next`` or ``previous``, and how many.
        **filters
            What is looked for.

        Raises
        ------
        ApiError
            If the service refuses it.
        """
        asked = {**filters, "sort": sort, "cursor": cursor, "limit": limit}
        return Page.of(self._connection.get(f"{self._path}/records", asked))

    def records(self, sort: Sort | None = None, **filters: Unpack[Filters]) -> Iterator[RecordLine]:
        """All records as wanted, asked for page by page; parameters are those of `page`."""
        page = self.page(sort=sort, limit=_AT_ONCE, **filters)
        yield from page.items
        while page.next is not None:
            page = self.page(sort=sort, cursor=page.next, limit=_AT_ONCE, **filters)
            yield from page.items

    def record(self, record_id: str) -> Record:
        """One record with the decisions that one may see.

        Raises
        ------
        ApiError
            If there is none of this id.
        """
        return Record.of(self._connection.get(self._of(record_id)))

    def next(self, n: int = 1, stage: str = TITLE_ABSTRACT) -> Served:
        """Take records in hand; those that one has already come first."""
        given = {"n": n, "stage": stage}
        return Served.of(self._connection.post(f"{self._path}/next", given, again=True))

    def decide(
        self,
        record: str | ServedRecord,
        verdict: Verdict | Said,
        *,
        stage: str = TITLE_ABSTRACT,
        reason: str = "",
        failed_criteria: Iterable[str] = (),
        note: str = "",
        seconds: float | None = None,
        event_id: str | None = None,
    ) -> Decided:
        """Vote on a record. It is kept once, however often it had to be sent.

        Parameters
        ----------
        record, verdict, stage
            What is said of what, and where. A record is given as it was served, or by its id.
        reason, failed_criteria, note
            Why.
        seconds
            Time spent on the record, where known.
        event_id
            Names the decision; made here by default. A program that may be started again keeps
            it, and sends the same decision with the same id.

        Raises
        ------
        ConflictError
            If the record needs no vote of this person any more.
        ApiError
            If the service refuses it, or cannot be reached.
        """
        given = {
            "event_id": event_id or str(uuid4()),
            "record_id": record if isinstance(record, str) else record.id,
            "verdict": str(verdict),
            "stage": stage,
            "reason": reason,
            "failed_criteria": list(failed_criteria),
            "note": note,
            "seconds": seconds,
        }
        return Decided.of(self._connection.post(f"{self._path}/decisions", given, again=True))

    def tag(self, record_id: str, tags: Iterable[str]) -> tuple[str, ...]:
        """Put tags on a record in place of one's own that were on it; gives those kept."""
        said = self._connection.put(f"{self._of(record_id)}/tags", {"tags": list(tags)})
        return tuple(said["tags"])

    def import_files(
        self, *files: Path | str, wave: str | None = None, origin: str | None = None
    ) -> ImportDone:
        """Import a search. It is sent once only: ask what came in before sending it again.

        Parameters
        ----------
        *files
            The files.
        wave
            Name of the search; by default the service makes one.
        origin
            Where the records were found: ``database``, ``register`` or ``other``.

        Raises
        ------
        InputError
            If no file is named, or one cannot be read.
        ApiError
            If the service refuses them, or cannot be reached.
        """
        if not files:
            raise InputError("No file was named.", remedy="Name one or more to import.")
        fields = {"wave": wave, "origin": origin}
        with ExitStack() as opened:
            try:
                sent = [
                    ("files", (Path(f).name, opened.enter_context(Path(f).open("rb"))))
                    for f in files
                ]
            except OSError as error:
                raise InputError(
                    f"The file cannot be read: {error.strerror}.",
                    where=str(error.filename),
                    remedy="Check its name, and that you may read it.",
                ) from error
            answer = self._connection.send(
                "POST",
                f"{self._path}/imports",
                again=False,
                files=sent,
                data={name: value for name, value in fields.items() if value is not None},
            )
        return ImportDone.of(answer.json())

    def export(
        self,
        path: Path | str,
        format: str = "csv",  # noqa: A002  # as the service calls it
        sort: Sort | None = None,
        **filters: Unpack[Filters],
    ) -> dict[str, int]:
        """Write records and the decisions that one may see into a file.

        Parameters
        ----------
        path
            The file; it is replaced as a whole.
        format
            One of those that `formats` names.
        sort
            The order.
        **filters
            What is looked for.

        Returns
        -------
        What is in the file, by name: ``records``, ``decisions``, ``hidden`` and others.

        Raises
        ------
        ApiError
            If the service refuses it, or cannot be reached.
        InputError
            If the file cannot be written.
        """
        asked = {**filters, "format": format, "sort": sort}
        answer = self._connection.ask(f"{self._path}/export", asked)
        write_whole(Path(path), answer.content)
        mark = "activescreen-"
        return {
            name.removeprefix(mark): int(value)
            for name, value in answer.headers.items()
            if name.startswith(mark)
        }

    def formats(self) -> list[str]:
        """Names of the formats that are written."""
        return [each["name"] for each in self._connection.get(f"{self._path}/export/formats")]

    def flow(self) -> Mapping[str, Any]:
        """The numbers of the PRISMA 2020 flow diagram."""
        said: Mapping[str, Any] = self._connection.get(f"{self._path}/flow.json")
        return said

    def training(self) -> Training:
        """What is being trained, and the newest ranking."""
        return Training.of(self._connection.get(f"{self._path}/training"))

    def _of(self, record_id: str) -> str:
        return f"{self._path}/records/{quote(record_id, safe='')}"
