"""A random phase and its price in words, for the pages that show them."""

from __future__ import annotations

from dataclasses import dataclass

from activescreen.protocol import Protocol
from activescreen.review.dashboard.page import Dashboard
from activescreen.review.stopping.phase_states import Look, PhaseState
from activescreen.review.stopping.pricing import Prices
from activescreen.rounding import rounded
from activescreen.stopping import RULES
from activescreen.stopping.wording import counted, percent_down, percent_up, was


@dataclass(frozen=True, slots=True)
class Said:
    """Where the certified rule stands.

    Attributes
    ----------
    heading
        In a few words.
    text
        In a sentence or two.
    may_certify
        Whether the certificate can be issued now.
    """

    heading: str
    text: str
    may_certify: bool = False


def phase_in_words(seen: Dashboard, protocol: Protocol) -> Said:
    """Where the certified rule of a review stands."""
    if seen.going_on is not None:
        return state_in_words(seen.going_on, seen.look)
    if seen.certified:
        return Said("Certified", _certified(seen.stages[0].by_model))
    open_labels = sum(each.waiting + each.conflicts for each in seen.stages[:1])
    unread = sum(each.unread for each in seen.stages[:1])
    if not unread:
        text = "Every record has been read, so there is nothing to draw and nothing to infer."
        return Said("Everything is read", text)
    if open_labels:
        return Said(
            "Reading in ranked order",
            f"Before random draws can begin, {counted(open_labels, 'record')} must get a final "
            "label: missing votes are given, conflicts are settled.",
        )
    if not seen.may_start:
        return Said(
            "Reading in ranked order",
            "Random draws cannot begin yet. The page about stopping says what they wait for.",
        )
    return Said(
        "Reading in ranked order",
        "Every label is final, so the random phase may open when you want it to. Nothing is "
        f"certified before it: a claim of {percent_down(protocol.target_recall)} recall rests on "
        "random draws.",
    )


def _certified(by_model: int) -> str:
    """What is left after a certified stop."""
    said = "What the certificate says, and what it does not, is on the page about stopping."
    if not by_model:
        return f"Title and abstract of every search have their certificate. {said}"
    return (
        f"Nothing is left to be read by people at title and abstract. "
        f"{counted(by_model, 'record')} {'was' if by_model == 1 else 'were'} never read: the model "
        "excludes what is left, under the stopping rule, and the flow diagram counts it so. "
        f"{said}"
    )


def state_in_words(state: PhaseState, look: Look | None) -> Said:
    """How far an open phase is."""
    draws, urn = state.draws, state.registration.opening.urn
    if draws is None:
        return Said("Ended", "The phase has ended.")
    text = (
        f"{draws.made:,} of {counted(urn, 'registered draw')} "
        f"{'has' if draws.made == 1 else 'have'} been read. {counted(draws.counted, 'draw')} "
        f"{'counts' if draws.counted == 1 else 'count'}, with {draws.found:,} relevant among "
        f"{'it' if draws.counted == 1 else 'them'}"
    )
    if draws.counted < draws.made:
        text += f": later ones count when draw {draws.counted + 1:,} has its final label"
    text += "."
    if look is None:
        return Said("Random draws", f"{text} What the rule says is being worked out.")
    if look.stops_after is not None:
        text += f" The rule stops after {counted(look.stops_after, 'draw')}."
        return Said("The rule stops", text, may_certify=True)
    if look.more:
        text += (
            f" If none of them is relevant, {counted(look.more, 'more draw')} would be enough; "
            "each relevant one adds to that."
        )
    return Said("Random draws", text)


def price_in_words(prices: Prices | None, protocol: Protocol) -> str:
    """What a certified stop costs from here; empty where nothing is known."""
    if prices is None:
        return ""
    claim = (
        f"claim {percent_down(protocol.target_recall)} recall with an error of "
        f"{percent_up(protocol.alpha)}"
    )
    asked, unread = prices.asked, prices.standing.unread
    if not unread or not prices.now.unread:
        return ""
    if asked is None or asked.reading is None:
        return f"No certified rule can {claim} here; reading all {unread:,} would show it."
    reading = asked.reading
    if not reading.most:
        return f"You can {claim} now: the target cannot be missed any more, whatever is left."
    left = (
        "no relevant record is left"
        if not asked.left
        else f"{asked.left:,} relevant {'is' if asked.left == 1 else 'are'} left; "
        f"{_up(reading.none_left)} if none is"
    )
    return (
        f"To {claim} would take about {_up(reading.expected)} more records, "
        f"{percent_up(reading.expected / unread)} of the {unread:,} unread, with {asked.rule} if "
        f"{left}; at worst {_up(reading.most)}."
    )


def price_age_in_words(prices: Prices | None) -> str:
    """Of which earlier state a price is; empty where it is of now."""
    if prices is None or prices.standing == prices.now or not prices.now.unread:
        return ""
    then, now = prices.standing, prices.now
    said = (
        f"The price was worked out when {then.unread:,} {was(then.unread)} unread and "
        f"{then.found:,} {was(then.found)} found to be relevant; now {now.unread:,} "
        f"{'is' if now.unread == 1 else 'are'} unread, and {now.found:,} found."
    )
    if prices.renewing:
        return f"{said} It is being worked out anew."
    return f"{said} Reading so few more changes it by little."


def badge_of(rule: str) -> str:
    """How far what a rule says may be relied on."""
    return str(RULES.create(rule).badge)


def _up(number: float) -> str:
    # Whoever starts on a record reads it.
    return f"{rounded(number, 0, 'up'):,.0f}"
