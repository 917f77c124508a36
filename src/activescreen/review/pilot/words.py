"""What a pilot shows and what it cannot show, in sentences.

A pilot is a rehearsal. Fifteen records, some of them chosen, measure no agreement to two digits,
and kappa of a handful of inclusions hangs on one verdict; so the sentences say how far a figure
goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from activescreen.comparison.intervals import clopper_pearson
from activescreen.protocol import Protocol
from activescreen.review.pilot.judging import Judgement
from activescreen.review.pilot.pilots import Pilot
from activescreen.rounding import rounded
from activescreen.stopping.wording import counted, percent

FEW: Final = 5
"""With fewer inclusions or exclusions than this, one verdict moves kappa a long way."""


def statements(pilot: Pilot, judged: Judgement, protocol: Protocol) -> tuple[str, ...]:
    """What the raters' agreement shows, sentence by sentence.

    Parameters
    ----------
    pilot, judged
        The pilot, all votes of which are in, and how far its raters agree.
    protocol
        What the review demands.
    """
    if len(pilot.raters) == 1:
        return (
            f"{pilot.raters[0]} alone has screened this pilot: there is nobody to agree with. It "
            "shows how the criteria work, and not how well people agree on them.",
        )
    return tuple(_statements(pilot, judged, protocol))


def _statements(pilot: Pilot, judged: Judgement, protocol: Protocol) -> Iterator[str]:
    all_of_them = "Both" if len(pilot.raters) == 2 else f"All {len(pilot.raters)}"
    verdict = "reached" if judged.reached else "not reached"
    yield (
        f"{all_of_them} raters said the same on {judged.agreed} of {counted(judged.n, 'record')} "
        f"({percent(judged.agreed / judged.n)}). The protocol demands "
        f"{percent(protocol.pilot_agreement)}, that is {judged.demanded}: {verdict}."
    )
    yield _how_far(pilot, judged)
    if judged.known:
        found = ", ".join(f"{name} {number}" for name, number in judged.known_included.items())
        yield (
            f"{counted(len(judged.known), 'record')} of the pilot came with the label of a "
            f"relevant one. Included were: {found}."
        )
    yield _on_kappa(judged)


def _how_far(pilot: Pilot, judged: Judgement) -> str:
    bounds = clopper_pearson(judged.agreed, judged.n)
    if bounds is None:
        raise RuntimeError("a pilot has no record")
    low = rounded(100 * bounds.low, 0, "down")
    high = rounded(100 * bounds.high, 0, "up")
    chosen = len(pilot.enriched)
    text = (
        f"{counted(judged.n, 'record')} say little about thousands: even if all were random, the "
        f"share on which these raters agree could lie anywhere from {low:g} % to {high:g} % (95 % "
        "interval, Clopper-Pearson)."
    )
    if chosen:
        text += (
            f" And {chosen} of them {'was' if chosen == 1 else 'were'} chosen because relevant "
            "records are likely among them, where people disagree more often. Take it as a "
            "rehearsal of the criteria, not as a measurement."
        )
    return text


def _on_kappa(judged: Judgement) -> str:
    kappas = [pair.agreement.kappa for pair in judged.pairs]
    if all(kappa is None for kappa in kappas):
        return "Kappa is not defined here, since everyone gave one and the same verdict throughout."
    included = list(judged.included.values())
    fewest = min(included)
    if fewest < FEW:
        return (
            f"With {_range(included)}, kappa is meaningless: one verdict more or less moves it a "
            "long way. Gwet's AC1 and PABAK stand beside it, which do not collapse, and the share "
            "of inclusions, without which none of them can be read."
        )
    if judged.n - max(included) < FEW:
        return (
            "With so few exclusions, kappa is meaningless: one verdict more or less moves it a "
            "long way. Look at the records instead."
        )
    return (
        "Kappa depends on how many records are relevant. In the review itself there will be far "
        "fewer, so do not compare this figure with later ones."
    )


def _range(included: list[int]) -> str:
    low, high = min(included), max(included)
    if low == high:
        return counted(low, "inclusion by each rater", "inclusions by each rater")
    return f"{low} to {high} inclusions a rater"
