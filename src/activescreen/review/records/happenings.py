"""What happened to one record, in words: decisions, and what the journal has of it.

What would tell the votes of others before all are in is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from activescreen.ledger import Decision
from activescreen.store.journal import Entry, Kind, entries
from activescreen.store.population import find_record
from activescreen.store.reviews import Review

_ABOUT_TWO: Final = (Kind.MERGE, Kind.SPLIT, Kind.APART)
_ONLY_OPEN: Final = (Kind.COMMENT, Kind.PROPOSAL)
_SHOWN: Final = (
    *(*_ABOUT_TWO, *_ONLY_OPEN, Kind.TAGS),
    *(Kind.DOCUMENT, Kind.RETRIEVAL, Kind.STUDY),
)


@dataclass(frozen=True)
class Happening:
    """Something that happened to a record.

    Attributes
    ----------
    at
        When, in ISO 8601.
    who
        Who did it; empty where nobody is named.
    kind
        ``import``, ``vote``, ``resolution``, or as the journal calls it.
    stage
        The stage at which it happened; empty where that has no meaning.
    said
        What happened, in words.
    event
        The decision; None for anything else.
    """

    at: str
    who: str
    kind: str
    stage: str
    said: str
    event: Decision | None = None


def of_decisions(events: Iterable[Decision], received: Mapping[str, str]) -> Iterator[Happening]:
    """The decisions on a record that may be seen.

    Parameters
    ----------
    events
        The decisions, in their order.
    received
        Event id -> when it came in.
    """
    for event in events:
        at = received[event.id] if event.at is None else event.at.isoformat()
        kind = "resolution" if event.resolves else "vote"
        yield Happening(at, event.reviewer, kind, event.stage, str(event.verdict), event)


def of_journal(
    connection: Connection,
    review: Review,
    record: tuple[int, str],
    viewer: str,
    is_open: Callable[[str], bool],
) -> Iterator[Happening]:
    """What the journal has of a record, as far as a person may see it.

    Parameters
    ----------
    connection, review
        Where, and of what.
    record
        Number and id of the record.
    viewer
        The person's name.
    is_open
        Tells of a stage whether everyone may see all votes on the record.
    """
    number, name = record
    here = entries(connection, review, _SHOWN, record=number)
    # A merge stands on the one of the two records that is not read any more.
    known = {entry.number for entry in here}
    others = (each for each in entries(connection, review, _ABOUT_TWO) if each.number not in known)
    here += [each for each in others if name in _names(each.content)]
    titles = _titles(connection, review, here)
    for entry in sorted(here, key=lambda each: each.number):
        stage = str(entry.content.get("stage", ""))
        hidden = entry.kind in _ONLY_OPEN and not is_open(stage)
        if entry.kind is Kind.TAGS and entry.author != viewer:
            hidden = not is_open(stage)
        said = "" if hidden else _said(entry, name, titles)
        if said:
            yield Happening(entry.at, entry.author, str(entry.kind), stage, said)


def _names(content: Mapping[str, Any]) -> list[object]:
    return [content.get(key) for key in ("kept", "merged", "one", "other")]


def _titles(
    connection: Connection, review: Review, happened: Iterable[Entry]
) -> Callable[[str], str]:
    """Names records of merges by their titles, or by their ids where they have none."""
    about = (_names(each.content) for each in happened if each.kind in _ABOUT_TWO)
    ids = {str(name) for names in about for name in names if name is not None}
    found = {name: find_record(connection, review, name) for name in ids}
    titles = {name: one[2].title for name, one in found.items() if one is not None}

    def named(name: str) -> str:
        title = titles.get(name, "").strip()
        return f"“{title}”" if title else name

    return named


def _said(entry: Entry, name: str, titles: Callable[[str], str]) -> str:
    said = entry.content
    if entry.kind in _ABOUT_TWO:
        return _about_two(entry.kind, said, name, titles)
    if entry.kind is Kind.COMMENT:
        return str(said["text"])
    if entry.kind is Kind.PROPOSAL:
        return _proposal(said)
    if entry.kind is Kind.TAGS:
        return f"tags: {', '.join(said['tags'])}" if said["tags"] else "took all tags off"
    if entry.kind is Kind.DOCUMENT:
        return f"{said['action']} the document {said['name']}"
    if entry.kind is Kind.RETRIEVAL:
        words = str(said["state"]).replace("_", " ")
        return f"full text: {words}{'. ' if said['note'] else ''}{said['note']}"
    if said["study"] is None:
        return "a study of its own"
    return f"a report on the study {said['study']}"


def _about_two(kind: Kind, said: Mapping[str, Any], name: str, titles: Callable[[str], str]) -> str:
    if kind is Kind.APART:
        other = said["other"] if said["one"] == name else said["one"]
        which = "another" if said["apart"] else "maybe not another"
        return f"{which} publication than {titles(other)}"
    is_merged = said["merged"] == name
    if kind is Kind.MERGE:
        return (
            f"merged into {titles(said['kept'])}"
            if is_merged
            else f"took {titles(said['merged'])} in"
        )
    return f"taken apart from {titles(said['kept'] if is_merged else said['merged'])}"


def _proposal(said: Mapping[str, Any]) -> str:
    if "verdict" not in said:
        return "agrees to the proposal" if "agrees" in said else "takes the proposal back"
    why = [*said["failed_criteria"], said["reason"], said["note"]]
    given = "; ".join(each for each in why if each)
    return f"proposes: {said['verdict']}{f' ({given})' if given else ''}"
