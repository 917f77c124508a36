"""What is said of why a record stands where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of why a record stands where it stands.

    Attributes
    ----------
    review_id
        The review.
    viewer
        Name of who asks: the answer uses no vote that this person may not see.
    record_id
        The record.
    """

    review_id: int
    viewer: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A labelled record that is like the one asked for.

    Attributes
    ----------
    record_id, title
        The record.
    label
        ``include`` or ``exclude``: the final label, or the viewer's own vote.
    likeness
        Cosine similarity, by meaning where that is known, else by words.
    """

    record_id: str
    title: str
    label: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a record stands where it stands.

    Attributes
    ----------
    model, configuration, ranked_by
        The ranking's model, with which settings, and by what it ranks.
    position
        Place in the newest ranking, from 0; None for a record that it does not rank.
    terms
        (term, what it adds to the score), the strongest first, whatever its sign.
    meaning
        What the sentence embedding adds to the score; None without one.
    neighbours
        Labelled records most like it, most alike first.
    notes
        What a person should know of this, one sentence each.
    begun
        Whether others have voted on it, the person who asks has not, and votes are missing: then
        it comes before the ranking, in the order in which it was first shown.
    """

    model: str
    configuration: str
    ranked_by: str
    position: int | None
    terms: tuple[tuple[str, float], ...]
    meaning: float | None
    neighbours: tuple[Neighbour, ...]
    notes: tuple[str, ...]
    begun: bool = False
