"""Whether a random phase may open on a ledger, and whether one is that of its registration."""

from __future__ import annotations

from typing import Final

import numpy as np

from activescreen.errors import StoppingError
from activescreen.ledger import (
    IRRELEVANT,
    RELEVANT,
    UNRESOLVED,
    Draw,
    FrozenLedger,
    Ledger,
)
from activescreen.protocol import FULL_TEXT, TITLE_ABSTRACT
from activescreen.stopping.phase import left_permutation, open_labels_error, phase_starts
from activescreen.stopping.population import (
    Opening,
    Population,
    differing_population,
    reading_digest,
)
from activescreen.stopping.random_phase import RandomPhaseRule
from activescreen.stopping.wording import counted, named, was

NEXT_PHASE: Final = (
    "a phase that was registered with a number may be followed by the next one, with a "
    "registration and a share of alpha of its own"
)


def check_unread(frozen: FrozenLedger) -> None:
    """Refuse to open a phase over open labels, or on nothing.

    Raises
    ------
    StoppingError
        If a label is open, or no record is unread.
    """
    if np.any(frozen.labels == UNRESOLVED):
        raise open_labels_error(frozen, frozen.n_read)
    if frozen.n_read == frozen.population:
        raise StoppingError(
            f"All {frozen.population:,} records have been read, so there is nothing to draw.",
            remedy="No certificate is needed: recall among them is 1.",
        )


def check_number(frozen: FrozenLedger, phase: int | None) -> None:
    """Refuse a phase that does not count those of the wave that the ledger shows.

    Raises
    ------
    StoppingError
        If the ledger has another number of phases before it, or the last one has not ended.
    """
    earlier = len(phase_starts(frozen))
    if earlier + 1 != (phase or 1):
        raise _miscounted(earlier, phase)
    if earlier and frozen.drawn(Draw.RANDOM)[-1]:
        raise StoppingError(
            "The last records were read in a random phase that has not ended.",
            remedy="Go on with its registered order.",
        )


def _miscounted(earlier: int, phase: int | None) -> StoppingError:
    remedy = (
        "Count the random phases of a search wave from 1; phase j has alpha/2^j, and is "
        "registered with the registration of the phase before it. A new search wave is a "
        "population of its own."
    )
    if phase is not None and earlier + 1 < phase:
        return StoppingError(
            f"The ledger holds {counted(earlier, 'random phase') if earlier else 'no random phase'}"
            f", so this would be phase {earlier + 1}, not {phase}.",
            remedy="Where labels and draws are kept in two files, put them into one ledger first: "
            "'certificate issue' with --draws and --ledger-out writes it, also where no "
            f"certificate is issued yet. Then register that ledger. {remedy}",
        )
    return StoppingError(
        f"The ledger holds {counted(earlier, 'random phase')} already, so this would be phase "
        f"{earlier + 1}, not {'the only one' if phase is None else phase}.",
        remedy=remedy,
    )


def check_copies(frozen: FrozenLedger) -> None:
    """Refuse records that say exactly the same and were labelled otherwise.

    Raises
    ------
    StoppingError
        If there are any: one of the two labels is wrong, and the number found with it.
    """
    labels = np.full(frozen.population, UNRESOLVED, dtype=np.int8)
    labels[frozen.order] = frozen.labels
    for group in frozen.records.copies:
        one = next((place for place in group if labels[place] == RELEVANT), None)
        other = next((place for place in group if labels[place] == IRRELEVANT), None)
        if one is not None and other is not None:
            first, second = frozen.records[one], frozen.records[other]
            raise StoppingError(
                "Two records say exactly the same, but one is labelled relevant and the other "
                f"irrelevant: {first.source} and {second.source}.",
                where=named(first),
                remedy="Settle their label, or take the copy out with 'activescreen dedupe' "
                "before registering: the number found before the phase must be right.",
            )


def check_passed_on(ledger: Ledger, stage: str) -> None:
    """At full text the population is what title and abstract passed on, and nothing else.

    Raises
    ------
    StoppingError
        If it holds other records.
    """
    if stage != FULL_TEXT:
        return
    passed = ledger.freeze(TITLE_ABSTRACT)
    if passed.n_read and passed.n_found < passed.population:
        others = np.ones(passed.population, dtype=np.bool_)
        others[passed.order[passed.labels == RELEVANT]] = False
        raise StoppingError(
            f"{counted(int(others.sum()), 'record')} of the ledger were not passed on to the full "
            "text, so they are no population of that stage.",
            where=named(passed.records[int(np.argmax(others))]),
            remedy="Register a ledger of the records that were passed on.",
        )


def check_population(ledger: Ledger, population: Population, votes: int) -> None:
    """Refuse other records than the registered ones, or other votes a record.

    Raises
    ------
    StoppingError
        If they differ.
    """
    differing = differing_population(population, ledger.records)
    if differing is not None:
        raise StoppingError(
            f"The population is not the registered one: the ledger {differing.what}.",
            remedy=differing.remedy,
        )
    if ledger.votes_per_record != votes:
        raise StoppingError(
            f"{counted(votes, 'vote')} a record {was(votes)} registered, but the ledger asks for "
            f"{ledger.votes_per_record}.",
            remedy="Give the ledger of the registered screening.",
        )


def check_read_before(frozen: FrozenLedger, opening: Opening) -> None:
    """Refuse another reading before the phase than the registered one, or another after it.

    Raises
    ------
    StoppingError
        If a record, a label or their order differs, or something else was read after it.
    """
    if frozen.n_read < opening.read:
        raise StoppingError(
            f"{opening.read:,} records were read before the phase, but the ledger has "
            f"{frozen.n_read:,} at stage '{frozen.stage}'.",
            remedy="Give the whole ledger, and the stage of the registration.",
        )
    before = frozen.prefix(opening.read)
    if reading_digest(before) != opening.reading_digest:
        raise StoppingError(
            "What was read before the random phase is not what was registered: a record, a "
            f"label or their order changed ({before.n_found:,} relevant ones now, "
            f"{opening.found:,} then).",
            remedy="The number found before the phase must stand still. Take the ledger as "
            f"it was, with the same column of labels; {NEXT_PHASE}.",
        )
    drawn = frozen.drawn(Draw.RANDOM)[opening.read :]
    if frozen.unread.size and not drawn.all():
        raise left_permutation(frozen, opening.read + int(np.argmin(drawn)))


def check_earlier(frozen: FrozenLedger, opening: Opening, rule: RandomPhaseRule) -> None:
    """Refuse an earlier phase of the wave that the ledger does not show.

    Why it was broken off does not matter: one of its labels from before may have changed since,
    or its draws left their order. But one of the two must be as it was registered.

    Raises
    ------
    StoppingError
        If it began elsewhere, or neither what was read before it nor its order is found.
    """
    number = rule.phase or 1
    starts = phase_starts(frozen)
    began = len(starts) >= number and int(starts[number - 1]) == opening.read
    if began:
        random = frozen.drawn(Draw.RANDOM)[opening.read :]
        drawn = len(random) if random.all() else int(np.argmin(random))
        same = reading_digest(frozen.prefix(opening.read)) == opening.reading_digest
        if same or _in_order(frozen.prefix(opening.read + drawn), rule):
            return
    raise StoppingError(
        f"Random phase {number} of this search wave was registered after "
        f"{counted(opening.read, 'record')}, but the ledger does not show it there"
        f"{' with the registered order' if began else ''}.",
        remedy="Give the whole ledger, and the registration under which that phase was drawn.",
    )


def _in_order(frozen: FrozenLedger, rule: RandomPhaseRule) -> bool:
    try:
        return rule.opened(frozen) is not None
    except StoppingError:
        return False
